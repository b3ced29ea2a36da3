using OnePasswordFunctions.Settings;

namespace OnePasswordFunctions.Tests.Settings;

/// <summary>On a copy of the environment; the process's own belongs to all tests.</summary>
public sealed class SystemProxyTests
{
    private static readonly string[] Names = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

    private readonly Dictionary<string, string> _variables = Names.ToDictionary(name => name, _ => "http://user:word@proxy.contoso.com:3128");

    [Theory]
    [InlineData(null)]
    [InlineData("false")]
    [InlineData("")]
    [InlineData("yes")]
    public void Settle_NotTrue_LeavesNoProxyInTheProcess(string? value)
    {
        if (value is not null)
        {
            _variables["OnePassword__UseSystemProxy"] = value;
        }

        Assert.False(Settle());
        Assert.Empty(_variables.Keys.Intersect(Names));
    }

    [Theory]
    [InlineData("OnePassword__UseSystemProxy", "true")]
    [InlineData("ONEPASSWORD__USESYSTEMPROXY", "True")]
    [InlineData("OnePassword:UseSystemProxy", " true ")]
    public void Settle_True_KeepsTheProxyAndExceptsThisMachineAndTheIdentity(string name, string value)
    {
        _variables[name] = value;
        _variables["NO_PROXY"] = "localhost, .contoso.com";
        _variables["IDENTITY_ENDPOINT"] = "http://169.254.129.2:8081/msi/token";
        _variables["MSI_ENDPOINT"] = "not a url";

        Assert.True(Settle());
        Assert.Equal(Names, Names.Intersect(_variables.Keys));
        Assert.Equal("localhost,.contoso.com,127.0.0.1,::1,[::1],169.254.169.254,169.254.129.2", _variables["NO_PROXY"]);
        Assert.Equal(_variables["NO_PROXY"], _variables["no_proxy"]);
    }

    [Fact]
    public void Settle_BothSpellingsOfExceptions_TheLowerCaseOneCounts()
    {
        (_variables["OnePassword__UseSystemProxy"], _variables["no_proxy"], _variables["NO_PROXY"]) = ("true", "lower.example", "upper.example");

        Settle();

        Assert.StartsWith("lower.example,localhost", _variables["NO_PROXY"], StringComparison.Ordinal);
        Assert.DoesNotContain("upper", _variables["NO_PROXY"], StringComparison.Ordinal);
    }

    [Fact]
    public void ReadSecrets_ProxiesWithPasswords_AreNamed()
    {
        (_variables["ALL_PROXY"], _variables["all_proxy"]) = ("http://proxy.contoso.com:3128", "nonsense");

        Assert.Equal(4, SystemProxy.ReadSecrets(_variables).Count());
        Assert.All(SystemProxy.ReadSecrets(_variables), secret => Assert.Equal("user:word", secret));
    }

    private bool Settle() => SystemProxy.Settle(new Dictionary<string, string>(_variables), (name, value) =>
    {
        if (value is null)
        {
            _variables.Remove(name);
        }
        else
        {
            _variables[name] = value;
        }
    });
}
