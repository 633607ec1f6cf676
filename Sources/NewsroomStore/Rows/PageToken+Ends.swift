import Foundation
import Newsroom

extension PageToken {
    /// Before everything when the newest comes first: the year 2255, up to where the server's arithmetic with microseconds is exact.
    static let newest = PageToken(
        microseconds: 1 << 53 - 1,
        id: UUID(uuid: (255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255)))

    /// Before everything when the oldest comes first.
    static let oldest = PageToken(microseconds: 0, id: UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)))
}
