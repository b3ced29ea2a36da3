using OnePasswordFunctions.Diagnostics;

namespace OnePasswordFunctions.Tests.Diagnostics;

public sealed class SecretRedactorTests
{
    [Fact]
    public void Redact_SeveralSecrets_ReplacesThemAllEverywhere() =>
        Assert.Equal("[secret] and [secret], [secret]!", new SecretRedactor(["token-token", null, "key-key-key"]).Redact("token-token and key-key-key, token-token!"));

    [Fact]
    public void Redact_OneSecretInsideAnother_LeavesNoRest() =>
        Assert.Equal("[secret]", new SecretRedactor(["abcdefgh", "abcdefgh-and-more"]).Redact("abcdefgh-and-more"));

    [Fact]
    public void Redact_ShortOrNone_ChangesNothing() => Assert.Equal("a short text", new SecretRedactor(["", "short", null]).Redact("a short text"));
}
