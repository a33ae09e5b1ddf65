export function SettingsSection() {
  return null;
}
export function SettingsItem() {
  return null;
}
