internal import Basics

/// An error of a command line whose syntax is right.
enum CommandError: UserFacingError, Hashable {
    case noManifest(String)
    case noReferences(String)
    case manifestExists(String)
    case nothingFound(directory: String)
    case bundleOfFile(String)
    case templateInAsset(String, asset: String)
    case outputInAsset(String, asset: String)

    var message: String {
        switch self {
        case .noManifest(let path): "no manifest at '\(path)'"
        case .noReferences(let path): "no references file at '\(path)'"
        case .manifestExists(let path): "'\(path)' is there already"
        case .nothingFound(let directory): "no Dockerfile and no model artifact in '\(directory)'"
        case .bundleOfFile(let path): "'\(path)' is a file: only directories are bundled"
        case .templateInAsset(let path, let asset):
            "the template '\(path)' would be a part of the asset '\(asset)', and change it with every 'synth'"
        case .outputInAsset(let path, let asset):
            "'\(path)' would be a part of the asset '\(asset)', and of its next bundle"
        }
    }

    var hint: String? {
        switch self {
        case .noManifest: "write one with 'sageassets init', or name it with '--manifest FILE'"
        case .noReferences: "write it with 'sageassets publish --references FILE', or correct the path"
        case .manifestExists: "edit it, or name another file with '--manifest FILE'"
        case .nothingFound: "change to the directory of a project, or write the manifest by hand"
        case .bundleOfFile: "a file is published as it is; its address is its SHA-256"
        case .templateInAsset:
            "name it '….json', '….yaml' or '….template', which is left out of assets; or exclude it, or write it elsewhere"
        case .outputInAsset: "write it to a file outside, or exclude it in the ignore file"
        }
    }

    var errorCode: Diagnostic.Code {
        switch self {
        case .noManifest: "no-manifest"
        case .noReferences: "no-references"
        case .manifestExists: "manifest-exists"
        case .nothingFound: "no-assets"
        case .bundleOfFile: "not-a-directory"
        case .templateInAsset: "template-in-asset"
        case .outputInAsset: "output-in-asset"
        }
    }

    var exitStatus: ExitStatus {
        switch self {
        case .noManifest, .noReferences, .templateInAsset, .outputInAsset: .usage
        case .manifestExists, .nothingFound, .bundleOfFile: .failed
        }
    }
}
