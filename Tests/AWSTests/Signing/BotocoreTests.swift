import AWS
import AWSNames
import HTTP
import Testing

@Suite("Against botocore's signers", .enabled(if: BotocoreOracle.isThere, "Python has no botocore"))
struct BotocoreTests {
    @Test func sameSignatures() throws {
        var generator = RequestGenerator(seed: 20_260_101)
        let questions = (0..<150).map { generator.question(number: $0) }
        let responses = try BotocoreOracle.signatures(of: questions)
        try #require(responses.count == questions.count)
        for (question, response) in zip(questions, responses) {
            #expect(try signature(of: question) == response, "\(question)")
        }
    }

    private func signature(of question: BotocoreOracle.Question) throws -> String? {
        let signer = Signer(
            credentials: Credentials(
                accessKeyID: BotocoreOracle.accessKeyID,
                secretAccessKey: BotocoreOracle.secretAccessKey,
                sessionToken: question.token
            ),
            region: try Region(BotocoreOracle.region),
            service: question.service
        )
        if question.isPresigned {
            let url = signer.presign(question.request, expiresIn: BotocoreOracle.expiry, at: question.time)
            return url.query.first { $0.name == "X-Amz-Signature" }?.value
        }
        let signed = signer.sign(question.request, payload: .of(question.request.bytes), at: question.time)
        return signed.headers["Authorization"]
    }
}

/// Requests with every kind of path, query and header that a key or a list call can lead to.
private struct RequestGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func question(number: Int) -> BotocoreOracle.Question {
        let isPresigned = number.isMultiple(of: 3)
        let isS3 = isPresigned || number.isMultiple(of: 2)
        let url = HTTPURL(
            scheme: .https,
            host: pick(["bucket.s3.eu-west-1.amazonaws.com", "127.0.0.1", "[::1]"]),
            port: pick([nil, 443, 9000]),
            path: path(),
            query: query(allowsRepeats: !isPresigned)
        )
        return BotocoreOracle.Question(
            service: isS3 ? "s3" : "sts",
            isPresigned: isPresigned,
            token: pick([nil, "AQoDYXdzEPT//////////wEXAMPLE==", "a+b/c="]),
            time: Timestamp(secondsSinceEpoch: 1_400_000_000 + Int(next() % 400_000_000)),
            request: HTTPRequest(
                isPresigned ? pick([.get, .put, .head]) : pick([.get, .put, .post, .delete, .head]),
                url,
                headers: headers(),
                body: isPresigned ? [UInt8]() : Array(text().utf8)
            )
        )
    }

    private static let pieces = [
        "a", "Z", "0", "-", ".", "_", "~", " ", "+", "=", "&", "%", "%20", "%2F", "?", "#", "$", "'", "(", ")", "*",
        ",", ":", ";", "@", "!", "[", "]", "{", "|", "\\", "\"", "<", "^", "`", "é", "e\u{301}", "ሴ", "🦆", "..", "key",
    ]

    private mutating func text() -> String { (0..<next() % 6).map { _ in pick(Self.pieces) }.joined() }

    private mutating func path() -> String {
        "/" + (0..<next() % 5).map { _ in pick([text(), text(), ".", "..", ""]) }.joined(separator: "/")
    }

    private mutating func query(allowsRepeats: Bool) -> [HTTPURL.QueryItem] {
        var items: [HTTPURL.QueryItem] = []
        for number in 0..<next() % 5 {
            let name = pick(["uploads", "partNumber", "prefix", "a", "a-b", "A", "é"]) + text()
            let unique = allowsRepeats ? name : "\(name)\(number)"
            items.append(.init(unique, pick([nil, "", text(), text()])))
        }
        return items
    }

    private mutating func headers() -> HTTPHeaders {
        var headers: HTTPHeaders = ["User-Agent": "sageassets/1"]
        for _ in 0..<next() % 4 {
            let name = pick(["x-amz-meta-a", "x-amz-meta-a-b", "X-Amz-Storage-Class", "Content-MD5", "If-None-Match"])
            headers.add(name, pick(["*", "STANDARD", "  a   b\t c ", "", "\"quoted  text\""]))
        }
        return headers
    }

    private mutating func pick<T>(_ choices: [T]) -> T { choices[Int(next() % UInt64(choices.count))] }

    /// SplitMix64: the same requests on every run.
    private mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
