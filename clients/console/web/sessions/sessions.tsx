export function SessionsScreen(_: Record<string, unknown>) { return <h1 tabIndex={-1}>Soon</h1>; }
