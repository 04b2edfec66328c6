/** One system call, as strace prints it. */
export interface SystemCall {
  name: string;
  args: string;
  result: number;
  /** The strings among the arguments. */
  strings: Buffer[];
  /** The path of the file descriptor that is the first argument, or "". */
  descriptor: string;
}

/** More than a kernel assigns: in a long campaign the pid of the recorded process may belong to another one. */
const NO_PID = 999_999_999;

/** Reads a log of `strace -f -y`. */
export function parseStraceLog(log: string): SystemCall[] {
  return joinLines(replacePid(log)).map((line) => {
    const [, name = "", args = "", result = ""] = /^(\w+)\((.*)\) += (-?\d+)/s.exec(line) ?? [];
    return {
      name,
      args,
      result: Number(result),
      strings: [...args.matchAll(/"((?:[^"\\]|\\.)*)"/gs)].map((match) => unescape(match[1] as string)),
      descriptor: /^\d+<([^>]*)>/.exec(args)?.[1] ?? "",
    };
  });
}

/** Names in the log contain the pid of their owner. They are examined when that process has ended. */
function replacePid(log: string): string {
  const pid = /^(\d+) /.exec(log)?.[1] ?? "";
  return log.replaceAll(`~${pid}~`, `~${NO_PID}~`);
}

/** A call that another thread interrupted is on two lines. */
function joinLines(log: string): string[] {
  const begun = new Map<string, string>();
  return log.split("\n").flatMap((line) => {
    const [, thread = "", call = ""] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (call.endsWith(" <unfinished ...>")) {
      begun.set(thread, call.slice(0, -" <unfinished ...>".length));
      return [];
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(call);
    return [resumed === null ? call : (begun.get(thread) ?? "") + (resumed[1] as string)];
  });
}

const ESCAPES: Record<string, number> = { n: 10, r: 13, t: 9, v: 11, f: 12, '"': 34, "\\": 92 };

function unescape(text: string): Buffer {
  const parts = text.match(/\\[0-7]{1,3}|\\.|[^\\]+/gs) ?? [];
  return Buffer.concat(
    parts.map((part) =>
      part[0] !== "\\"
        ? Buffer.from(part)
        : Buffer.from([ESCAPES[part[1] as string] ?? Number.parseInt(part.slice(1), 8)]),
    ),
  );
}
