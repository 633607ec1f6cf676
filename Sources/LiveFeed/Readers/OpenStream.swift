import EventStreams
import Newsroom

/// A stream on its way to the broadcaster that will write to it.
struct OpenStream: Sendable {
    /// The topics' names, and with rights the account's.
    let topics: [String]
    /// Where its reader comes from, for the census.
    let address: String
    /// Everything after this position is owed to it, of the history with this number.
    var position: Position
    let generation: Int
    /// How it is coded, and what it has been told so far.
    var body: StreamBody
    /// `nil` for a stream that everybody may read.
    var rights: StreamRights?
}
