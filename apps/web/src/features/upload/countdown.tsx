import { useEffect, useState } from "react";

const secondsUntil = (at: number) => Math.max(1, Math.ceil((at - Date.now()) / 1000));

/** Says each second when a row goes on by itself; for eyes alone, for read aloud it would never end. */
export function Countdown({ at }: { at: number }) {
  const [seconds, setSeconds] = useState(() => secondsUntil(at));
  useEffect(() => {
    const tick = () => setSeconds(secondsUntil(at));
    tick();
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [at]);
  return <span aria-hidden>{` Trying again in ${seconds} s.`}</span>;
}
