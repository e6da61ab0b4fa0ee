throw new Error('no hypervisor here');
