import type { ModelConnection, ModelConnectionChange, ModelTest } from "@amends/server/contract";
import { api } from "../../app/api.ts";
import { Problem } from "../../live/api.ts";

const path = "/model-connection";

/** Null while no model is connected. */
export function loadConnection(): Promise<ModelConnection | null> {
  return api.get<ModelConnection>(path).catch((problem) => {
    if (problem instanceof Problem && problem.code === "models.not_connected") return null;
    throw problem;
  });
}

export function putConnection(body: ModelConnectionChange): Promise<ModelConnection> {
  return api.send<ModelConnection>("PUT", path, { body });
}

export function dropConnection(): Promise<void> {
  return api.send<void>("DELETE", path);
}

export function testConnection(): Promise<ModelTest> {
  return api.send<ModelTest>("POST", `${path}/test`, { body: {} });
}
