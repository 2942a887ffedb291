internal import Basics

/// Rules about folders that development leaves beside a model, and that no container reads.
extension LintRule {
    private static let versionControlFolders: Set<String> = [".bzr", ".git", ".hg", ".svn"]
    private static let developmentFolders: Set<String> = [
        ".dvc", ".idea", ".ipynb_checkpoints", ".mypy_cache", ".nox", ".pytest_cache", ".ruff_cache", ".tox", ".venv",
        ".vscode", "__pycache__", "node_modules",
    ]

    static let versionControl = LintRule("version-control") { context in
        let folders = context.listing.outermost { versionControlFolders.contains($0[$0.count - 1]) }
        return context.diagnostics(
            ofFolders: folders,
            "a version control folder: it holds all weights once more, and their earlier versions"
        )
    }

    static let developmentFiles = LintRule("development-files") { context in
        let environments = Set(
            context.listing.members.filter { $0.baseName == "pyvenv.cfg" }.map { $0.parts.dropLast() }
        )
        let folders = context.listing.outermost { path in
            developmentFolders.contains(path[path.count - 1]) || environments.contains(path)
                || path.suffix(2).elementsEqual([".cache", "huggingface"])
        }
        return context.diagnostics(
            ofFolders: folders,
            "made by a tool for development: the endpoint does not need it, and the address changes with it"
        )
    }
}

extension ArtifactListing {
    /// Returns the outermost folders or files for which a condition holds, without duplicates, in the order of the names.
    fileprivate func outermost(where isWanted: (ArraySlice<String>) -> Bool) -> [ArraySlice<String>] {
        var found: [ArraySlice<String>] = []
        var seen: Set<ArraySlice<String>> = []
        for member in members {
            let parts = member.parts
            guard let end = parts.indices.first(where: { isWanted(parts[...$0]) }) else { continue }
            if seen.insert(parts[...end]).inserted { found.append(parts[...end]) }
        }
        return found
    }
}

extension LintRule.Context {
    fileprivate func diagnostics(ofFolders folders: [ArraySlice<String>], _ message: String) -> [Diagnostic] {
        guard let first = folders.first, let name = first.last else { return [] }
        return [
            diagnostic(
                .warning,
                on: first.joined(separator: "/"),
                others: folders.count - 1,
                message,
                fix: listing.fix(excluding: "**/\(name)")
            )
        ]
    }
}
