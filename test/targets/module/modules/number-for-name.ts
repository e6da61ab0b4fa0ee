export default { info: { name: 8, version: '1', capabilities: [] }, run: () => [] };
