// swift-tools-version: 6.2
import PackageDescription

// Warnings are errors, C libraries and packages stay out of the API unless a file says `public import`, each file names
// what it uses, and an async function stays on its caller's executor.
let swiftSettings: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
// Without its traits, the library needs no Foundation.
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

/// A module of this package: `Sources/<name>`.
func module(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

/// The tests of a module: `Tests/<module>Tests`.
///
/// - Parameter data: Folders of files that tests read where they are.
func tests(of module: String, _ dependencies: [Target.Dependency], data: [String] = []) -> Target {
    .testTarget(
        name: "\(module)Tests",
        dependencies: [.byName(name: module), "TestSupport"] + dependencies,
        exclude: data,
        swiftSettings: swiftSettings
    )
}

let package = Package(
    name: "sageassets",
    products: [
        .executable(name: "sageassets", targets: ["sageassets"]),
        .library(name: "SageMaker", targets: ["SageMaker"]),
        .library(name: "Publishing", targets: ["Publishing"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-system.git", from: "1.8.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess.git", from: "1.0.2", traits: []),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2"),
    ],
    targets: [
        // MARK: C libraries
        .systemLibrary(name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        // Not a library of others: instructions that Swift cannot name.
        .target(name: "CHash"),

        // MARK: Modules, imports go up this list only
        module("Basics", ["CLinux", systemPackage]),
        module("AWSNames", ["Basics"]),
        module("Hashing", ["CDeflate", "CHash", "COpenSSL", "CZlib", "Basics"]),
        module("Assets", ["Basics", "Hashing"]),
        module("IgnoreRules", ["Basics"]),
        module("Objects", ["Hashing"]),
        module("Archive", ["CArchive", "CDeflate", "CZlib", "Basics", "Hashing", "Assets"]),
        module("HTTP", ["CCurl", "CLinux", "Basics", systemPackage]),
        module("Staging", ["CLinux", "Basics", "Hashing", "Assets", "IgnoreRules", systemPackage]),
        module("AWS", ["AWSNames", "Basics", "Hashing", "HTTP", logging, systemPackage]),
        module("S3", ["AWS", "AWSNames", "Basics", "Hashing", "HTTP", "Objects", logging]),
        module("Registry", ["AWS", "Basics", "Hashing", "HTTP", logging, subprocess, systemPackage]),
        module("ECR", ["AWS", "AWSNames", "Basics", "Hashing", "HTTP", "Registry"]),
        module(
            "Images",
            [
                "Archive", "Assets", "Basics", "Hashing", "IgnoreRules", "Registry", "Staging", subprocess,
                systemPackage,
            ]
        ),
        module("Manifests", ["AWSNames", "Assets", "Basics", "Hashing", systemPackage, yams]),
        module("SageMaker", ["AWSNames", "Assets", "Basics", "Hashing", "Manifests"]),
        module("Lint", ["Archive", "Assets", "Basics", "Images", "Registry", "Staging", systemPackage]),
        module(
            "Stores",
            [
                "Archive", "Assets", "AWS", "AWSNames", "Basics", "CLinux", "ECR", "Hashing", "HTTP", "Images",
                "Manifests",
                "Objects", "Registry", "S3", logging, systemPackage,
            ]
        ),
        module("Transfers", ["Archive", "Assets", "Basics", "Hashing", "Staging", "Stores"]),
        module(
            "Publishing",
            [
                "Archive", "Assets", "AWS", "AWSNames", "Basics", "Hashing", "HTTP", "Images", "Lint", "Manifests",
                "Registry", "S3", "Staging", "Stores", "Transfers", logging, systemPackage,
            ]
        ),
        module(
            "Commands",
            [
                "Archive", "Basics", "CLinux", "Hashing", "Assets", "AWSNames", "Lint", "Manifests", "Publishing",
                "SageMaker", "Staging", "Stores", "Transfers", argumentParser, logging, systemPackage,
            ]
        ),
        .executableTarget(name: "sageassets", dependencies: ["Commands"], swiftSettings: swiftSettings),

        // MARK: Tests
        .target(name: "CSpawn", path: "Tests/CSpawn"),
        .target(
            name: "TestSupport",
            dependencies: [
                "AWS", "AWSNames", "Assets", "Basics", "CSpawn", "Hashing", "HTTP", "Manifests", "Objects",
                "Registry", "S3", "SageMaker", "Stores", logging, systemPackage,
            ],
            path: "Tests/TestSupport",
            swiftSettings: swiftSettings
        ),
        .target(
            name: "Fuzzing",
            dependencies: [
                "AWS", "AWSNames", "Archive", "Assets", "Basics", "CDeflate", "HTTP", "Hashing", "IgnoreRules",
                "Manifests", "Registry", "S3", "SageMaker", "TestSupport",
            ],
            path: "Tests/Fuzzing",
            swiftSettings: swiftSettings
        ),
        tests(of: "Fuzzing", ["Basics"], data: ["Corpus"]),
        tests(of: "Basics", ["CLinux", systemPackage]),
        tests(of: "AWSNames", ["Basics"]),
        tests(of: "Hashing", ["Basics"]),
        tests(of: "Assets", ["Basics", "Hashing"]),
        tests(of: "Archive", ["Basics", "Hashing", "Assets", systemPackage]),
        tests(of: "HTTP", ["Basics", systemPackage]),
        tests(of: "IgnoreRules", ["Basics"]),
        tests(of: "Staging", ["Basics", "Hashing", "Assets", "IgnoreRules", systemPackage]),
        tests(of: "AWS", ["AWSNames", "Basics", "Hashing", "HTTP", logging, systemPackage]),
        tests(of: "S3", ["AWS", "AWSNames", "Basics", "Hashing", "HTTP", "Objects", logging]),
        tests(of: "Registry", ["Basics", "Hashing", "HTTP", systemPackage]),
        tests(of: "ECR", ["AWS", "AWSNames", "Basics", "Hashing", "HTTP", "Registry", logging]),
        tests(of: "Images", ["Assets", "Basics", "Hashing", "Registry", "Staging", systemPackage]),
        tests(of: "Manifests", ["AWSNames", "Assets", "Basics", "Hashing", systemPackage]),
        tests(
            of: "SageMaker",
            ["AWSNames", "Assets", "Basics", "Hashing", "Manifests", systemPackage, yams],
            data: ["Cases", "Goldens"]
        ),
        tests(of: "Lint", ["Assets", "Basics", "Images", "Registry", "Staging", systemPackage]),
        tests(
            of: "Stores",
            ["Archive", "Assets", "Basics", "Hashing", "Images", "Manifests", "Registry", logging, systemPackage]
        ),
        tests(
            of: "Transfers",
            ["Archive", "Assets", "Basics", "Hashing", "Staging", "Stores", systemPackage]
        ),
        tests(
            of: "Publishing",
            ["Archive", "Assets", "Basics", "Hashing", "Staging", "Stores", systemPackage]
        ),
        tests(
            of: "Commands",
            [
                "Assets", "Basics", "HTTP", "Hashing", "Manifests", "Publishing", "Registry", "SageMaker",
                "Transfers",
                systemPackage,
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)

// The program of ci/fuzz: libFuzzer has its `main`, so that nothing else can link it.
if Context.environment["SAGEASSETS_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "FuzzDriver",
            dependencies: ["Fuzzing"],
            path: "Tests/FuzzDriver",
            swiftSettings: swiftSettings
        )
    )
}

// The program of ci/bench/push, which nothing else needs.
if Context.environment["SAGEASSETS_BENCH"] != nil {
    package.targets.append(
        .executableTarget(
            name: "PushDriver",
            dependencies: ["HTTP", "Registry", systemPackage],
            path: "Tests/PushDriver",
            swiftSettings: swiftSettings
        )
    )
}
