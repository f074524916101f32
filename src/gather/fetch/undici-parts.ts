/**
 * The two parts of undici that fetching needs. Its front door loads fetch, web sockets, caches and mocks with them, which costs
 * every command as much again.
 */
import { createRequire } from 'node:module'
import type { Agent as AgentClass, buildConnector as connectorBuilder } from 'undici'

const load = createRequire(import.meta.url)

/* oxlint-disable typescript/no-unsafe-type-assertion -- the types are those of the front door */
export const Agent = load('undici/lib/dispatcher/agent.js') as typeof AgentClass
export const buildConnector = load('undici/lib/core/connect.js') as typeof connectorBuilder
