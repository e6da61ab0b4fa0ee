console.log('hello');
export default { info: { name: 'chatty', version: '1', capabilities: [] }, run: () => [] };
