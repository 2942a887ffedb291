internal import Basics

/// A rule about a single folder at the top that contains everything, as `tar czf model.tar.gz model/` makes it.
extension LintRule {
    static let nestedTopFolder = LintRule("nested-top-folder", .wholeListing) { context in
        let root = context.listing.root
        guard root.files.isEmpty, root.folders.count == 1, let (name, folder) = root.onlyModelFolder,
            folder.hasFiles, !root.isHuggingFaceCache, !context.isRight(folder)
        else { return [] }
        let fix =
            context.listing.isArchive
            ? "make it with 'tar -C \(context.folderPath(name)) -czf model.tar.gz .'"
            : "publish the folder '\(context.folderPath(name))' instead of the one that it is in"
        guard let layout = context.layout else {
            let message =
                "all files are in one folder: the container finds them in /opt/ml/model/\(name), not in /opt/ml/model"
            return [context.diagnostic(.warning, on: "\(name)/", message, fix: "\(fix), if that is not meant")]
        }
        return [
            context.diagnostic(
                context.severityForContainer,
                on: "\(name)/",
                "SageMaker's \(layout.framework.rawValue) container looks for '\(layout.evidence[0])' in /opt/ml/model, "
                    + "not in /opt/ml/model/\(context.folderPath(name))",
                fix: "\(fix); if a custom image reads it there, publish with '--no-lint'"
            )
        ]
    }
}

extension LintRule.Context {
    /// Whether the folder belongs at the top: a model of a repository, a version, or archives of several models.
    fileprivate func isRight(_ folder: Folder) -> Bool {
        guard let layout else { return folder.holdsArchivesOnly }
        return layout.folder.isEmpty || layout.framework == .multiModel
    }

    /// The path of the folder that contains the model, or the top folder if no model was recognised.
    fileprivate func folderPath(_ name: String) -> String {
        layout.map { $0.folder.joined(separator: "/") } ?? name
    }
}
