import type { Host } from '../../src-main/shared/protocol.ts';
import type { TaskInfo } from '../../src-main/shared/protocol/app-methods.ts';

/** A task as it is when it has ended, whatever way. */
export function ended(host: Host, { id }: TaskInfo): Promise<TaskInfo> {
  return new Promise((resolve) => {
    const look = (task: TaskInfo | undefined) => {
      if (task?.id === id && task.state !== 'running') resolve(task);
    };
    host.on('tasks.changed', ({ task }) => look(task));
    void host.call('tasks.list', {}).then((tasks) => tasks.forEach(look));
  });
}
