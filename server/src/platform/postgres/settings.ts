import { totalmem } from "node:os";
import type { Endpoint } from "./endpoint.ts";
import { clusterName } from "./leftovers.ts";

/** Everything we ask of the server, in one place. An operator who wants to tune more runs their own PostgreSQL. */
export function serverSettings(
  cluster: string,
  endpoint: Endpoint,
  isDurable: boolean,
): Record<string, string> {
  return {
    cluster_name: clusterName(cluster),
    ...listening(endpoint),
    ...sizing,
    ...(isDurable ? { shared_buffers: `${sharedBuffersMb(memoryMb())}MB`, ...durable() } : throwAway),
    ...quiet,
    timezone: "UTC",
    log_timezone: "UTC",
  };
}

/**
 * An eighth of the machine, within bounds: at a million conversations the working set is ten times PostgreSQL's default
 * of 128 MB, and each page that has to be fetched from the system again costs. What is not used is not taken.
 */
export function sharedBuffersMb(machineMb: number): number {
  return Math.min(1024, Math.max(128, Math.floor(machineMb / 8)));
}

/** Of the machine, or of the container that holds us. */
function memoryMb(): number {
  const limit = process.constrainedMemory();
  return Math.min(totalmem(), limit > 0 ? limit : Number.POSITIVE_INFINITY) / 2 ** 20;
}

function listening(endpoint: Endpoint): Record<string, string> {
  return {
    listen_addresses: endpoint.socketFolder ? "" : "127.0.0.1",
    unix_socket_directories: endpoint.socketFolder ?? "",
    unix_socket_permissions: "0700",
    port: String(endpoint.port),
  };
}

// The defaults, said aloud: an acknowledged message survives a power cut. On macOS fdatasync does not reach the
// platter, and PostgreSQL's own choice there does.
function durable(): Record<string, string> {
  const method = process.platform === "linux" ? { wal_sync_method: "fdatasync" } : {};
  return { fsync: "on", synchronous_commit: "on", full_page_writes: "on", ...method };
}

// For tests, whose data nobody misses and of which several processes with a pool per file share one server.
const throwAway = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  max_connections: "300",
};

// For a small machine that also runs Amends. Compiling queries (jit) costs short ones more than it gives.
const sizing = {
  max_connections: "100",
  shared_buffers: "128MB",
  effective_cache_size: "512MB",
  maintenance_work_mem: "64MB",
  max_wal_size: "1GB",
  random_page_cost: "1.1",
  jit: "off",
  io_workers: "2",
  autovacuum_max_workers: "2",
  // Nobody replicates from here: one process less.
  max_logical_replication_workers: "0",
  idle_in_transaction_session_timeout: "5min",
};

// Only the server's own affairs. Refused statements and their values may hold what a customer wrote, and Amends
// reports the errors it causes itself.
const quiet = {
  log_min_messages: "log",
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
  log_checkpoints: "off",
  log_line_prefix: "",
};
