import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/**
 * Signal 0 asks the kernel whether a process exists; EPERM means that it does and belongs to someone else.
 * A zombie counts as dead: in a container nobody may ever collect it.
 */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return statFields(pid)[0] !== 'Z';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The command line of a living process, words separated by spaces; empty when there is none to be read. */
export function commandLineOf(pid: number): string {
  if (!isAlive(pid)) return '';
  try {
    if (existsSync('/proc/self/cmdline'))
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim();
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

/**
 * A mark of one life of a process: the number of a process is given out again after its end and after a restart of the
 * machine, the pair of boot and start time is not. Empty where the system does not tell (then only `isAlive` speaks).
 */
export function birthMarkOf(pid: number): string {
  const startTicks = statFields(pid)[19];
  if (startTicks === undefined) return '';
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${startTicks}`;
}

/** The fields of /proc/PID/stat after the name, which stands in brackets and may hold spaces: state first, start time 20th. */
function statFields(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}
