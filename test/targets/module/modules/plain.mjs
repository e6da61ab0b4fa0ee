export default {
  info: { name: 'plain', version: '2', capabilities: [] },
  run: (program) => program.map(() => ({ kind: 'nothing' })),
};
