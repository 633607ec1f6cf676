import Newsroom
import Synchronization

/// The lists of words as this node read them last. Making them ready takes a while; asking for their revision does not.
final class WordShelf: Sendable {
    private let newest = Mutex(WordList())

    /// The lists of a revision, when this node has them.
    func words(revision: Int) -> WordList? {
        newest.withLock { $0.revision == revision ? $0 : nil }
    }

    /// Keeps a revision unless a newer one is there.
    func keep(_ words: WordList) {
        newest.withLock { if $0.revision < words.revision { $0 = words } }
    }
}
