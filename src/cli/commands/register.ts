import type { Command } from 'commander'
import type { CommandContext } from '../../contract/command-context.js'

/** Adds one command to the program: its options, its help, and what it does. */
export type RegisterCommand = (program: Command, context: CommandContext) => void
