public import Testing

extension Trait where Self == TimeLimitTrait {
    /// Fails a test that hangs.
    ///
    /// No test is near it, also where other work takes most of the processors: how long the
    /// work takes is for the benches to say.
    public static var hangLimit: Self { .timeLimit(.minutes(10)) }
}
