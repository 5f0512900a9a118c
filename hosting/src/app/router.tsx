import { createBrowserRouter, type DataRouter, Navigate } from "react-router";

import { Broken, NotFound } from "./failures";
import { Layout } from "./layout";

/** Every screen by its address. Each is loaded when it is first opened. */
export function createRouter(): DataRouter {
  return createBrowserRouter([
    {
      element: <Layout />,
      errorElement: <Broken />,
      hydrateFallbackElement: <></>,
      children: [
        { index: true, element: <Navigate to="/templates" replace /> },
        {
          path: "templates",
          lazy: async () => ({ Component: (await import("../features/templates/library")).Library }),
        },
        { path: "jobs/:jobId", lazy: async () => ({ Component: (await import("../features/jobs/job-page")).JobPage }) },
        { path: "demos", lazy: async () => ({ Component: (await import("../features/demos/demo-list")).DemoList }) },
        { path: "demos/:demoId", lazy: demoPage },
        { path: "demos/:demoId/conversations/:conversationId", lazy: demoPage },
        { path: "*", element: <NotFound /> },
      ],
    },
  ]);
}

async function demoPage() {
  return { Component: (await import("../features/demos/demo-page")).DemoPage };
}
