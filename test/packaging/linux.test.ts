import { testPackage } from './desktop-package.ts';

testPackage({
  name: 'linux-x64',
  platform: 'linux',
  unpacked: 'linux-unpacked',
  program: 'timeloupe',
  natives: [
    '@ffmpeg-installer/linux-x64/ffmpeg',
    '@img/sharp-libvips-linux-x64/lib/libvips-cpp.so.*',
    '@img/sharp-linux-x64/lib/sharp-linux-x64-*.node',
    '@photostructure/sqlite/prebuilds/linux-x64/@photostructure+sqlite.glibc.node',
    'onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1',
    'onnxruntime-node/bin/napi-v6/linux/x64/onnxruntime_binding.node',
  ],
});
