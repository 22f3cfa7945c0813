// In a process that the stand-in's utilityProcess starts: Electron's process.parentPort over Node's own channel.
process.parentPort = {
  postMessage: (message) => process.send(message),
  on: (_, listener) => process.on('message', (data) => listener({ data })),
};
process.on('disconnect', () => process.exit(0));
