import { type ComponentType, lazy, type ReactElement } from "react";
import { type RouteObject, useRoutes } from "react-router";

import { Dashboard } from "../features/dashboard/dashboard";
import { whileFetching } from "./fetching";
import { Guarded, NotFound } from "./failures";
import { Layout } from "./layout";

/**
 * Every screen by its address. The first one comes with the app; each other is loaded when it is first opened, and until it is there the
 * one before stays. The router is the declarative one, because the one with loaders is three times as large and nothing here is loaded
 * by it.
 */
export function Screens() {
  return useRoutes(all);
}

const chat = screen(() => import("../features/chat/chat"), "Chat"); // one screen at two addresses: it stays when a question opens a conversation

/** The screens that stand in the layout. */
const screens: RouteObject[] = [
  { index: true, element: <Dashboard /> },
  { path: "templates", element: screen(() => import("../features/templates/library"), "Library") },
  {
    path: "templates/:templateId",
    element: screen(() => import("../features/templates/template-page"), "TemplatePage"),
  },
  { path: "jobs/:jobId", element: screen(() => import("../features/jobs/job-page"), "JobPage") },
  { path: "demos", element: screen(() => import("../features/demos/demo-list"), "DemoList") },
  {
    path: "demos/:demoId",
    element: screen(() => import("../features/demos/demo-page"), "DemoPage"),
    children: [
      { index: true, element: chat },
      { path: "conversations/:conversationId", element: chat },
      { path: "data", element: screen(() => import("../features/data/data-page"), "DataPage") },
      { path: "exam", element: screen(() => import("../features/exam/exam-page"), "ExamPage") },
      { path: "history", element: screen(() => import("../features/demos/history"), "History") },
      { path: "details", element: screen(() => import("../features/demos/details"), "Details") },
      { path: "*", element: <NotFound /> },
    ],
  },
  {
    path: "admin",
    element: screen(() => import("../features/admin/admin-page"), "AdminPage"),
    children: [
      { index: true, element: screen(() => import("../features/admin/people"), "People") },
      { path: "keys", element: screen(() => import("../features/admin/keys"), "Keys") },
      { path: "webhooks", element: screen(() => import("../features/admin/webhooks"), "Webhooks") },
      { path: "webhooks/:webhookId", element: screen(() => import("../features/admin/webhook-page"), "WebhookPage") },
      { path: "quota", element: screen(() => import("../features/admin/quota"), "Quota") },
      { path: "audit", element: screen(() => import("../features/admin/audit"), "Audit") },
      { path: "security", element: screen(() => import("../features/admin/security"), "Security") },
      { path: "export", element: screen(() => import("../features/admin/exports"), "Exports") },
      { path: "*", element: <NotFound /> },
    ],
  },
  {
    path: "platform",
    element: screen(() => import("../features/platform/platform-page"), "PlatformPage"),
    children: [
      { index: true, element: screen(() => import("../features/platform/tenants"), "Tenants") },
      { path: "templates", element: screen(() => import("../features/platform/templates"), "Templates") },
      { path: "*", element: <NotFound /> },
    ],
  },
  {
    path: "account/second-factor",
    element: screen(() => import("../features/account/second-factor"), "SecondFactor"),
  },
  { path: "join/:code?", element: screen(() => import("../session/member-already"), "MemberAlready") },
  { path: "*", element: <NotFound /> },
];

const all: RouteObject[] = [
  { element: <Layout />, children: screens },
  {
    element: <Guarded alone />,
    children: [
      {
        path: "demos/:demoId/present/:conversationId?",
        element: screen(() => import("../features/present/presenter"), "Presenter"),
      },
      { path: "demos/:demoId/notes", element: screen(() => import("../features/present/notes"), "Notes") },
    ],
  },
];

/** A screen of a module that is fetched when its address is opened. */
function screen<Name extends string>(fetch: () => Promise<Record<Name, ComponentType>>, name: Name): ReactElement {
  const Screen = lazy<ComponentType>(async () => ({ default: (await whileFetching(fetch()))[name] }));
  return <Screen />;
}
