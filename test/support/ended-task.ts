import type { Host } from '../../src-main/shared/protocol.ts';
import type { TaskInfo } from '../../src-main/shared/protocol/app-methods.ts';

/** A task as it is when it has ended, whatever way. */
export function ended(host: Host, { id }: TaskInfo): Promise<TaskInfo> {
  return new Promise((resolve) => {
    const look = (task: TaskInfo) => {
      if (task.id !== id || task.state === 'running') return;
      off();
      resolve(task);
    };
    const off = host.on('tasks.changed', ({ task }) => look(task));
    // It may have ended before anybody listened.
    void host.call('tasks.list', {}).then((tasks) => tasks.forEach(look));
  });
}
