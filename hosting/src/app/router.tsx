import type { ComponentType } from "react";
import { createBrowserRouter, type DataRouter, type RouteObject } from "react-router";

import { Broken, NotFound } from "./failures";
import { Layout } from "./layout";

/** Every screen by its address. Each is loaded when it is first opened. */
export function createRouter(): DataRouter {
  return createBrowserRouter([
    {
      errorElement: <Broken />,
      hydrateFallbackElement: <></>,
      children: [
        { element: <Layout />, children: [{ errorElement: <Broken inside />, children: screens }] },
        {
          path: "demos/:demoId/present/:conversationId?",
          lazy: screen(() => import("../features/present/presenter"), "Presenter"),
        },
        { path: "demos/:demoId/notes", lazy: screen(() => import("../features/present/notes"), "Notes") },
      ],
    },
  ]);
}

/** The screens that stand in the layout. */
const screens: RouteObject[] = [
  { index: true, lazy: screen(() => import("../features/dashboard/dashboard"), "Dashboard") },
  { path: "templates", lazy: screen(() => import("../features/templates/library"), "Library") },
  { path: "templates/:templateId", lazy: screen(() => import("../features/templates/template-page"), "TemplatePage") },
  { path: "jobs/:jobId", lazy: screen(() => import("../features/jobs/job-page"), "JobPage") },
  { path: "demos", lazy: screen(() => import("../features/demos/demo-list"), "DemoList") },
  {
    path: "demos/:demoId",
    lazy: screen(() => import("../features/demos/demo-page"), "DemoPage"),
    children: [
      { index: true, lazy: chat },
      { path: "conversations/:conversationId", lazy: chat },
      { path: "data", lazy: screen(() => import("../features/data/data-page"), "DataPage") },
      { path: "exam", lazy: screen(() => import("../features/exam/exam-page"), "ExamPage") },
      { path: "history", lazy: screen(() => import("../features/demos/history"), "History") },
      { path: "details", lazy: screen(() => import("../features/demos/details"), "Details") },
      { path: "*", element: <NotFound /> },
    ],
  },
  {
    path: "admin",
    lazy: screen(() => import("../features/admin/admin-page"), "AdminPage"),
    children: [
      { index: true, lazy: screen(() => import("../features/admin/people"), "People") },
      { path: "keys", lazy: screen(() => import("../features/admin/keys"), "Keys") },
      { path: "webhooks", lazy: screen(() => import("../features/admin/webhooks"), "Webhooks") },
      { path: "webhooks/:webhookId", lazy: screen(() => import("../features/admin/webhook-page"), "WebhookPage") },
      { path: "quota", lazy: screen(() => import("../features/admin/quota"), "Quota") },
      { path: "audit", lazy: screen(() => import("../features/admin/audit"), "Audit") },
      { path: "*", element: <NotFound /> },
    ],
  },
  {
    path: "platform",
    lazy: screen(() => import("../features/platform/platform-page"), "PlatformPage"),
    children: [
      { index: true, lazy: screen(() => import("../features/platform/tenants"), "Tenants") },
      { path: "templates", lazy: screen(() => import("../features/platform/templates"), "Templates") },
      { path: "*", element: <NotFound /> },
    ],
  },
  { path: "join/:code?", lazy: screen(() => import("../session/member-already"), "MemberAlready") },
  { path: "*", element: <NotFound /> },
];

/** A screen of a module that is fetched when its address is opened. */
function screen<Name extends string>(fetch: () => Promise<Record<Name, ComponentType>>, name: Name) {
  return async () => ({ Component: (await fetch())[name] });
}

/** One screen at two addresses: it stays when the first question opens a conversation. */
async function chat() {
  return { Component: (await import("../features/chat/chat")).Chat };
}
