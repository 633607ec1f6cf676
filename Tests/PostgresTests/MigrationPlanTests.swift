import Testing

@testable import Postgres

struct MigrationPlanTests {
    private let files = (1...3).map { Migration(version: $0, name: "m\($0)", sql: "SELECT \($0)") }

    private func applied(_ versions: ClosedRange<Int>) -> [MigrationPlan.Applied] {
        versions.map { MigrationPlan.Applied(version: $0, name: "m\($0)", checksum: Checksum(of: "SELECT \($0)").description) }
    }

    @Test func whatIsNotAppliedIsPending() throws {
        #expect(try MigrationPlan(files: files, applied: []).pending == files)
        #expect(try MigrationPlan(files: files, applied: applied(1...2)).pending.map(\.fileName) == ["0003_m3.sql"])
        #expect(try MigrationPlan(files: files, applied: applied(1...3)).pending.isEmpty)
    }

    @Test func aNewerDatabaseIsRefused() {
        let error = #expect(throws: PostgresError.self) { try MigrationPlan(files: files, applied: applied(1...4)) }
        #expect(error?.message.contains("newer than this program") == true)
    }

    @Test func anEditedFileIsRefused() {
        let edited = [Migration(version: 1, name: "m1", sql: "SELECT 'edited'")]
        let error = #expect(throws: PostgresError.self) { try MigrationPlan(files: edited, applied: applied(1...1)) }
        #expect(error?.message == "0001_m1.sql has changed since it was applied")
    }

    @Test func gapsAreRefused() {
        let error = #expect(throws: PostgresError.self) { try MigrationPlan(files: [files[0], files[2]], applied: []) }
        #expect(error?.message == "0003_m3.sql comes after 0001_m1.sql: number 2 was expected")
        #expect(throws: PostgresError.self) { try MigrationPlan(files: [files[0], files[0]], applied: []) }
        #expect(throws: PostgresError.self) { try MigrationPlan(files: files, applied: applied(2...2)) }
    }

    @Test(arguments: ["1_a", "0001", "0001_", "abcd_x", "0000_x", "-001_x"])
    func oddNamesAreRefused(name: String) {
        #expect(throws: PostgresError.self) { try Migration(file: SQLFolder.File(name: name, text: "")) }
    }
}
