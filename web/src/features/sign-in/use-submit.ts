import { type FormEvent, useState } from "react";

type Submit = {
  onSubmit: (event: FormEvent) => void;
  busy: boolean;
  problem: unknown;
  forget: () => void;
};

/** One try at a time; what went wrong stays until the next one. */
export function useSubmit(run: () => Promise<void>): Submit {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await run();
    } catch (cause) {
      setProblem(cause);
    } finally {
      setBusy(false);
    }
  };
  return { onSubmit: (event) => void onSubmit(event), busy, problem, forget: () => setProblem(null) };
}
