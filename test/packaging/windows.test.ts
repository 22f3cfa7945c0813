import { testPackage } from './desktop-package.ts';

testPackage({
  name: 'win32-x64',
  platform: 'win32',
  unpacked: 'win-unpacked',
  program: 'Timeloupe.exe',
  natives: [
    '@ffmpeg-installer/win32-x64/ffmpeg.exe',
    '@img/sharp-win32-x64/lib/libvips-*.dll',
    '@img/sharp-win32-x64/lib/libvips-cpp-*.dll',
    '@img/sharp-win32-x64/lib/sharp-win32-x64-*.node',
    '@photostructure/sqlite/prebuilds/win32-x64/@photostructure+sqlite.glibc.node',
    'onnxruntime-node/bin/napi-v6/win32/x64/DirectML.dll',
    'onnxruntime-node/bin/napi-v6/win32/x64/dxcompiler.dll',
    'onnxruntime-node/bin/napi-v6/win32/x64/dxil.dll',
    'onnxruntime-node/bin/napi-v6/win32/x64/onnxruntime.dll',
    'onnxruntime-node/bin/napi-v6/win32/x64/onnxruntime_binding.node',
  ],
});
