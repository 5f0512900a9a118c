/** A table as a schema shows it; a template's and a demo's tables both are. */
export interface SchemaTable {
  name: string;
  description: string;
  rows: number;
  columns: SchemaColumn[];
  primary_key?: string[];
}

export interface SchemaColumn {
  name: string;
  type: string;
  description: string;
}

/** A column that points at another table's. */
export interface Relationship {
  from_table: string;
  from_column: string;
  to_table: string;
  to_column: string;
}

export interface Schema {
  tables: SchemaTable[];
  relationships: Relationship[];
}

export interface Key {
  column: SchemaColumn;
  kind: "primary" | "foreign";
}

/** The keys of a table: columns that others point at, or that are told to be the primary key, and columns that point at others. */
export function keysOf(table: SchemaTable, relationships: Relationship[]): Key[] {
  return table.columns.flatMap((column): Key[] => {
    const primary =
      (table.primary_key?.includes(column.name) ?? false) ||
      relationships.some((one) => one.to_table === table.name && one.to_column === column.name);
    const foreign = relationships.some((one) => one.from_table === table.name && one.from_column === column.name);
    if (primary) return [{ column, kind: "primary" }];
    return foreign ? [{ column, kind: "foreign" }] : [];
  });
}

/** Where a column leads, as table.column, if it points at another table. */
export function target(table: string, column: string, relationships: Relationship[]): string | undefined {
  const found = relationships.find((one) => one.from_table === table && one.from_column === column);
  return found && `${found.to_table}.${found.to_column}`;
}

/** The tables that a table points at or that point at it, and itself. */
export function neighbours(name: string, relationships: Relationship[]): Set<string> {
  const near = relationships.filter((one) => one.from_table === name || one.to_table === name);
  return new Set([name, ...near.flatMap((one) => [one.from_table, one.to_table])]);
}
