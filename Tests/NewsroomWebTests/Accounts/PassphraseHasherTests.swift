import Newsroom
import Testing

@testable import NewsroomWeb

struct PassphraseHasherTests {
    @Test func `A hash is yescrypt's, has its own salt, and is right for its passphrase alone`() async throws {
        let hasher = PassphraseHasher()
        let phrase = Passphrase("correct horse")
        let (one, other) = (try await hasher.hash(phrase), try await hasher.hash(phrase))
        #expect(one.hasPrefix("$y$") && other.hasPrefix("$y$") && one != other)
        #expect(try await hasher.isRight(phrase, for: one))
        #expect(try await hasher.isRight(Passphrase("correct horsf"), for: one) == false)
        #expect(try await hasher.isRight(phrase, for: nil) == false)
        #expect(try await hasher.isRight(phrase, for: "$y$broken") == false)
        #expect(try await hasher.isRight(Passphrase(String(repeating: "a", count: 100_000)), for: one) == false)
    }

    @Test func `More at once than may wait are told so, and the others are served`() async throws {
        let hasher = PassphraseHasher()
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<(PassphraseHasher.maxWaitingCount + 20) {
                group.addTask {
                    do {
                        _ = try await hasher.isRight(Passphrase("correct horse"), for: nil)
                        return true
                    } catch {
                        return error as? PassphraseHasher.Failure != .busy
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { $0 } >= PassphraseHasher.maxWaitingCount)
        #expect(outcomes.contains(false))
        #expect(try await hasher.isRight(Passphrase("correct horse"), for: nil) == false)
    }
}
