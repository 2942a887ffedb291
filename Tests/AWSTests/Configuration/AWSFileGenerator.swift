/// Generates shared AWS files as people and programs write them, and some that nobody should.
struct AWSFileGenerator {
    /// A value that no error may hold.
    static let secret = "wJalrXUtnFEMI/K7MDENG"

    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func files() -> BotocoreFilesOracle.Files {
        BotocoreFilesOracle.Files(
            config: file(of: ["[default]"] + Self.configHeaders),
            credentials: file(of: ["[default]"] + Self.credentialsHeaders)
        )
    }

    private static let configHeaders = [
        "[profile a]", "[profile \"a\"]", "[profile 'a b']", "[profile \"a b\"]", #"[profile a\ b]"#, "[profile  c]",
        "[profile\td]", "[profiles e]", "[profile-x f]", "[profile]", "[profile a b]", "[profile \"a]", "[ default ]",
        "[default] # text", "[profile g] ; text", "[profile h] [x]", "[DEFAULT]", "[Default]", "[services local]",
        "[services 'local']", "[sso-session s]", "[profile é]", "[a]", "[[x]]", "[]]", "[profile default]", "[x=y]",
        #"[profile "q\"r"]"#, #"[profile "q\r"]"#, "[profile a] = b", "[plugins]", "[profile i]x=y",
    ]
    private static let credentialsHeaders = [
        "[a]", "[a b]", "[profile a]", "[\"a\"]", "[c]", "[d] text", "[ default ]", "[DEFAULT]", "[é]", "[e]  ",
        "[h]", "[i#j]", "[f;]", "[q\"r]",
    ]
    private static let names = [
        "region", "REGION", "output", "aws_access_key_id", "aws_secret_access_key", "aws_session_token",
        "aws_security_token", "AWS_Access_Key_Id", "s3", "s3api", "endpoint_url", "services", "a name", "x.y-z", "é",
        "mfa#serial", "ca_bundle", "[x", "max_attempts",
    ]
    private static let delimiters = [
        "=", "=", " = ", " = ", ":", " : ", "= ", " =", "\t=\t", "\u{a0}=\u{a0}", ":=", "=:",
    ]
    private static let values = [
        "eu-west-1", "us-gov-west-1", "", "", "a=b:c", "AKIDEXAMPLE", secret, "\(secret)=", "x # comment", "x;y",
        "x ; comment", "# x", "'quoted'", "\"quoted\"", "trailing  \t", "é\u{301}", "\u{3000}x", "[x]", "a\u{b}b",
        "a\u{c}", "%(x)s", "$HOME", "a\\", "\\n", "http://127.0.0.1:9000", "a\u{85}b = c", "\u{feff}x", "true", "= ",
    ]
    private static let nested = [
        "a = b", "addressing_style = path", "c=d=e", "k: v = w", "endpoint_url = http://x", "x = # y", " = z", "n =",
        "A = b", "é = \u{2028}f = g", "h =\u{1c}i = j",
    ]
    private static let between = ["", "", "   ", "# comment", "; comment", "  # comment", "\t;x = y", "\u{c}", "#"]

    private mutating func file(of headers: [String]) -> String {
        var lines: [String] = []
        if chance(8) { lines.append(pick(Self.between)) }
        var unused = headers
        for number in 0..<Int(next() % 5) + 1 {
            let header: String
            if chance(40) {
                header = pick(headers)  // perhaps once more, which botocore refuses
            } else {
                header = number == 0 && !chance(3) ? "[default]" : pick(unused)
                unused.removeAll { $0 == header }
            }
            lines.append(pick(["", "", "", "", "  ", "\t"]) + header)
            lines += settings()
        }
        if chance(40) {
            lines.insert(pick(["junk", "= v", "[open", "key", "\u{feff}"]), at: Int(next() % UInt64(lines.count)))
        }
        let end = pick(["\n", "\n", "\n", "\r\n", "\r"])
        return lines.joined(separator: end) + pick(["", end, end])
    }

    private mutating func settings() -> [String] {
        let indentation = pick(["", "", "", "  ", "    ", "\t", " \u{a0}"])
        var lines: [String] = []
        var used: Set<String> = []
        for _ in 0..<Int(next() % 7) {
            let name = pick(Self.names)
            guard used.insert(name.lowercased()).inserted || chance(40) else { continue }
            // Sometimes less indented than the line above, and sometimes more, which continues it.
            let prefix = chance(8) ? pick(["", " ", "   ", "\t\t"]) : indentation
            if chance(8) {
                lines.append("\(prefix)\(name)\(pick([" =", "=", ":"]))")
                lines += (0..<Int(next() % 4)).map { _ in "\(prefix)  \(pick(Self.nested))" }
            } else {
                lines.append("\(prefix)\(name)\(pick(Self.delimiters))\(pick(Self.values))")
                if chance(10) { lines.append("\(prefix) \t\(pick(Self.values))") }
            }
            if chance(5) { lines.append(pick(Self.between)) }
        }
        return lines
    }

    /// Whether one of so many cases is this one.
    private mutating func chance(_ count: UInt64) -> Bool { next() % count == 0 }

    private mutating func pick<T>(_ choices: [T]) -> T { choices[Int(next() % UInt64(choices.count))] }

    /// SplitMix64: the same files on every run.
    private mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
