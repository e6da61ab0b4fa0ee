export default { info: { name: 'new', version: '1', capabilities: ['telepathy'] }, run: () => [] };
