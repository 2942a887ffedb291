import AWS
import Foundation
import TestSupport

/// botocore's reading of shared AWS files.
enum BotocoreFilesOracle {
    static let isThere = (try? Tool.run(Tool.python, ["-c", "import botocore.session"]).status) == 0

    /// The two files as generated text.
    struct Files: Hashable {
        var config: String
        var credentials: String
    }

    /// The profiles that botocore has, or nothing where it refuses a file.
    struct Reading: Decodable {
        var profiles: [String: ProfileReading]?
        /// The line that made botocore refuse a file, if it repeats a section or a setting.
        var repetition: Repetition?
    }

    /// A line that begins a section or sets a setting again.
    struct Repetition: Decodable {
        var isInConfig: Bool
        var section: String
        var line: Int
    }

    /// A profile's settings and credentials.
    struct ProfileReading: Decodable {
        var settings: [String: Value]
        /// The access key, the secret and the token, or nothing where botocore has no complete pair.
        var credentials: [String?]?
    }

    /// A value as JSON: a text, or an object of texts.
    enum Value: Decodable, Hashable {
        case text(String)
        case nested([String: String])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self = .text(text)
            } else {
                self = .nested(try container.decode([String: String].self))
            }
        }
    }

    /// Returns the reading of each pair of files, by one run of Python.
    static func readings(of files: [Files]) throws -> [Reading] {
        let lines = files.map { [$0.config, $0.credentials].map(hexadecimal).joined(separator: " ") }
        let input = Array(lines.joined(separator: "\n").utf8)
        let output = try Tool.run(Tool.python, ["-X", "utf8", "-c", script], input: input)
        guard output.status == 0 else { throw VectorError(output.standardError) }
        return try output.standardOutput.split(separator: "\n").map {
            try JSONDecoder().decode(Reading.self, from: Data($0.utf8))
        }
    }

    /// Text that no line can break.
    private static func hexadecimal(_ text: String) -> String {
        "x" + text.utf8.map { byte in String(0x100 + Int(byte), radix: 16).dropFirst() }.joined()
    }

    private static let script = #"""
        import json, os, sys, tempfile
        from configparser import DuplicateOptionError, DuplicateSectionError
        import botocore.session
        from botocore.credentials import ConfigProvider, SharedCredentialProvider
        from botocore.exceptions import ConfigParseError, PartialCredentialsError

        for name in list(os.environ):
            if name.startswith("AWS_"):
                del os.environ[name]
        directory = tempfile.mkdtemp()
        paths = [os.path.join(directory, name) for name in ("config", "credentials")]
        os.environ["AWS_CONFIG_FILE"], os.environ["AWS_SHARED_CREDENTIALS_FILE"] = paths
        session = botocore.session.Session()


        def credentials(name):
            for provider in (SharedCredentialProvider(paths[1], name), ConfigProvider(paths[0], name)):
                try:
                    found = provider.load()
                except PartialCredentialsError:
                    return None
                if found is not None:
                    parts = [found.access_key, found.secret_key, found.token]
                    return parts if all(part is None or isinstance(part, str) for part in parts) else None
            return None


        def repetition(error):
            if not isinstance(error, (DuplicateOptionError, DuplicateSectionError)):
                return None
            return {"isInConfig": error.source == paths[0], "section": error.section, "line": error.lineno}


        for line in sys.stdin:
            for path, field in zip(paths, line.split()):
                with open(path, "wb") as file:
                    file.write(bytes.fromhex(field[1:]))
            try:
                session._config = None  # a session for each pair of files would take most of the time
                profiles = session.full_config["profiles"]
            except ConfigParseError as error:
                print(json.dumps({"repetition": repetition(error.__context__)}))
                continue
            read = {name: {"settings": settings, "credentials": credentials(name)} for name, settings in profiles.items()}
            print(json.dumps({"profiles": read}))
        for path in paths:
            os.remove(path)
        os.rmdir(directory)
        """#
}
