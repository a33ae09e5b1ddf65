let passedOn = false;

/** The plain field goes while somebody types in it; whatever takes its place takes the focus in the same frame. */
export function passFocusOn(): void {
  passedOn = true;
}

export function takeFocus(): boolean {
  const passed = passedOn;
  passedOn = false;
  return passed;
}
