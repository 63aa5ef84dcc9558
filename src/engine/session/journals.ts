import { hasErrorCode, UserError } from '../../errors.js'
import type { Journal } from '../../journal/journal.js'
import type { JournalEntry } from '../../journal/journal-entry.js'

/** Opened by the run's first intent, or (with `always`) by its first entry. */
export function lazyJournal(open: () => Journal, always = false): Journal {
  let opened: Journal | null = null
  return {
    write(entry) {
      if (opened === null && entry.event !== 'intent' && !always) return
      opened ??= open()
      opened.write(entry)
    },
    close: () => opened?.close(),
  }
}

/** Keeps what is written: the effect of the run is told from it. */
export function remembering(journal: Journal, entries: JournalEntry[]): Journal {
  return {
    write(entry) {
      entries.push(entry)
      journal.write(entry)
    },
    close: journal.close,
  }
}

/** The links matter more than a record of putting them back. */
export function forgiving(journal: Journal): Journal {
  return {
    write(entry) {
      try {
        journal.write(entry)
      } catch (error) {
        if (!(error instanceof UserError) && !hasErrorCode(error, 'EROFS', 'ENOSPC', 'EACCES', 'EIO'))
          throw error
      }
    },
    close: journal.close,
  }
}

export const noJournal: Journal = { write: () => {}, close: () => {} }
