/**
 * Loaded before a shard's process begins: it ends with the worker that started it, which may have been killed. Somebody else is given the
 * shard then, and nobody would read what this one comes to.
 */
process.on('disconnect', () => process.exit(70));
process.channel?.unref();
