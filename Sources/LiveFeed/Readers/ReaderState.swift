package import Newsroom

/// What one reader has been told, and so what it is owed. Decides; never writes.
///
/// A reader has no queue: while its socket takes no more it falls behind, and goes on from the ring once the socket does.
package struct ReaderState: Sendable, Equatable {
    /// How far it is.
    package enum Progress: Sendable, Equatable {
        /// Told everything up to the ring's head.
        case current
        /// Told everything up to here; its socket took no more.
        case behind(Position)
        /// Told more than this node knows yet: its cursor came from a node that was quicker.
        case ahead(Position)
    }

    /// What to do for a reader when the ring has grown.
    package enum Offer: Sendable, Equatable {
        /// It is sent what is new.
        case take
        /// It is sent nothing now.
        case wait
        /// It has been told a part of what is new: the rest is owed.
        case catchUp
    }

    /// What to do for a reader that can be written to again.
    package enum CatchUp: Sendable, Equatable {
        /// Nothing is owed.
        case nothing
        /// It is owed its topics' events after this position.
        case send(after: Position)
        /// What it is owed has left the ring: it must come back and read the log.
        case lagging
    }

    /// How far the reader is.
    package private(set) var progress: Progress

    /// Joins a reader that was told everything up to a position.
    package init(after position: Position, head: Position) {
        progress =
            if position == head { .current } else if position > head { .ahead(position) } else { .behind(position) }
    }

    /// Decides whether the reader is sent the events that the ring has got.
    /// - Parameter last: The position of the newest of them.
    package mutating func offered(through last: Position) -> Offer {
        switch progress {
        case .current: return .take
        case .behind: return .wait
        case .ahead(let told):
            guard last >= told else { return .wait }
            progress = last == told ? .current : .behind(told)
            return last == told ? .wait : .catchUp
        }
    }

    /// Notes that the socket took the event at a position, and takes no more.
    package mutating func blocked(after position: Position) {
        progress = .behind(position)
    }

    /// Decides what is owed now that the socket takes bytes.
    package mutating func owed(oldest: Position, head: Position) -> CatchUp {
        guard case .behind(let told) = progress else { return .nothing }
        if told >= head {
            progress = .current
            return .nothing
        }
        return told.next < oldest ? .lagging : .send(after: told)
    }

    /// Notes that the reader was sent all it was owed up to the head.
    package mutating func caughtUp() {
        progress = .current
    }

    /// Decides whether a checkpoint at the head would be true: the reader has been told everything up to it.
    package mutating func mayCheckpoint(head: Position) -> Bool {
        if case .ahead(let told) = progress, head >= told { progress = .current }
        return progress == .current
    }
}
