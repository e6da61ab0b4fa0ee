export default { info: { name: 'half', version: '1', capabilities: [] } };
