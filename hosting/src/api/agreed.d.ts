// TEMPORARY while the routes are on their way: removed when schema.d.ts has them.
import "./schema";
import type { components } from "./schema";

/* eslint-disable */
type Ok<T> = { 200: { headers: Record<string, unknown>; content: { "application/json": T } } };
type Accepted<T> = { 202: { headers: Record<string, unknown>; content: { "application/json": T } } };
type P<Path, Query = never> = { query?: Query; header?: never; path: Path; cookie?: never };
type Certificate = {
  status: "none" | "running" | "green" | "amber" | "red";
  examined_at?: string;
  reasons: string[];
  queries: { total: number; passed: number };
  phrasings: { total: number; passed: number };
  items: { query_id: string; question: string; passed: boolean; verified: boolean; reasons: string[] }[];
  valid: boolean;
  signature: string;
  key_id: string;
};

declare module "./schema" {
  interface paths {
    "/demos/{demo_id}/tables": {
      get: {
        parameters: P<{ demo_id: string }>;
        requestBody?: never;
        responses: Ok<{
          items: {
            name: string;
            description: string;
            rows: number;
            bytes: number;
            primary_key: string[];
            columns: { name: string; type: string; required: boolean; description: string; synonyms: string[] }[];
          }[];
          relationships: components["schemas"]["RelationshipView"][];
        }>;
      };
    };
    "/demos/{demo_id}/tables/{table}/rows": {
      get: {
        parameters: P<{ demo_id: string; table: string }, { limit?: number }>;
        requestBody?: never;
        responses: Ok<{ columns: { name: string; type: string }[]; rows: (string | null)[][] }>;
      };
    };
    "/demos/{demo_id}/tables/{table}/profile": {
      get: {
        parameters: P<{ demo_id: string; table: string }>;
        requestBody?: never;
        responses: Ok<{
          rows: number;
          columns: {
            name: string;
            type: string;
            nulls: number;
            distinct: number;
            min?: string;
            max?: string;
            mean?: string;
            top: { value: string; count: number }[];
            histogram: { from: string; to: string; count: number }[];
          }[];
        }>;
      };
    };
    "/demos/{demo_id}/exam": {
      get: { parameters: P<{ demo_id: string }>; requestBody?: never; responses: Ok<Certificate> };
      post: {
        parameters: P<{ demo_id: string }>;
        requestBody?: never;
        responses: Accepted<{ exam_id: string; status: string }>;
      };
    };
  }
}
