internal import Basics

/// Rules about names that cannot be files below `/opt/ml/model`, or keys in S3.
///
/// The rules for the format `prefix` are those for `S3Prefix` in the API's `S3ModelDataSource`.
extension LintRule {
    private static let partByteLimit = 255
    private static let keyByteLimit = 1024

    static let longName = LintRule("long-name") { context in
        context.diagnostics(
            context.listing.members.filter { member in
                member.name.count > ArtifactMember.nameByteLimit
                    || member.name.split(separator: UInt8(ascii: "/")).contains { $0.count > partByteLimit }
            },
            .error,
            "a part of the name is longer than \(partByteLimit) bytes, or all of it than "
                + "\(ArtifactMember.nameByteLimit): the file cannot be created on the endpoint",
            fix: "give it a shorter name"
        )
    }

    static let blankName = LintRule("blank-name") { context in
        guard context.listing.isPrefix else { return [] }
        return context.diagnostics(
            context.listing.members.filter { $0.parts.contains { $0.allSatisfy(\.isWhitespace) } },
            .error,
            "a part of the name is blank, which S3Prefix forbids: SageMaker fails to deploy the model",
            fix: "give it another name"
        )
    }

    static let longKey = LintRule("long-key") { context in
        guard context.listing.isPrefix else { return [] }
        return context.diagnostics(
            context.listing.members.filter { $0.isFile && $0.name.count > keyByteLimit },
            .error,
            "the path is longer than \(keyByteLimit) bytes, the most that S3 takes as a key",
            fix: "give it a shorter path"
        )
    }

    static let notUTF8 = LintRule("not-utf8") { context in
        context.diagnostics(
            context.listing.members.filter { String(validating: $0.name, as: UTF8.self) == nil },
            context.listing.isPrefix ? .error : .warning,
            "the name is not UTF-8: Python cannot print it, and S3 does not take it as a key",
            fix: "give it another name"
        )
    }
}
