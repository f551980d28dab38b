export function SessionScreen(_: Record<string, unknown>) { return <h1 tabIndex={-1}>Soon</h1>; }
