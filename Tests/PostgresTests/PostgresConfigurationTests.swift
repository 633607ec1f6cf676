import Testing

@testable import Postgres

struct PostgresConfigurationTests {
    @Test(arguments: [
        "postgresql://ana:sesame@db.example:5433/news?sslmode=require",
        "host=db.example port=5433 dbname=news user=ana password=sesame",
    ])
    func passwordIsNeverPrinted(string: String) {
        let configuration = PostgresConfiguration(connectionString: string)
        #expect("\(configuration)" == "host=db.example port=5433 dbname=news user=ana")
        var dumped = ""
        dump(configuration, to: &dumped)
        dump([configuration], to: &dumped)
        #expect(!dumped.contains("sesame") && !String(reflecting: configuration).contains("sesame"))
    }

    @Test(arguments: ["postgresql://ana:sesame@[db", "user=ana password sesame=", "passwort=sesame", "password='sesame"])
    func anUnreadableStringIsNotQuoted(string: String) {
        let configuration = PostgresConfiguration(connectionString: string)
        let error = #expect(throws: PostgresError.self) { try configuration.options }
        #expect(error?.code == .connectionFailed)
        #expect(error?.description.contains("sesame") == false, "\(error as Any)")
        #expect(error?.description.contains("The connection string cannot be read") == true)
    }

    @Test func laterParametersWin() {
        let names = PostgresConfiguration(connectionString: "", session: .readWrite).parameters.map(\.name)
        #expect(names.firstIndex(of: "keepalives_idle").map { $0 < 7 } == true)
        #expect(names.suffix(3) == ["dbname", "client_encoding", "target_session_attrs"])
    }
}
