using System.Text.RegularExpressions;
using OnePasswordFunctions.LocalEnvironment;
using OnePasswordFunctions.Settings;

namespace OnePasswordFunctions.Tests.Docs;

/// <summary>docs/configuration.md and the settings catalogue say the same.</summary>
public sealed partial class ConfigurationPageTests
{
    private static readonly Dictionary<string, string> _documented = Row()
        .Matches(File.ReadAllText(Path.Combine(RepositoryRoot.Find(), "docs", "configuration.md")))
        .ToDictionary(row => row.Groups["name"].Value, row => row.Groups["default"].Value.Trim());

    [Fact]
    public void Page_NamesTheSettingsOfTheCatalogue_AndNoOthers() =>
        Assert.Equal(SettingCatalogue.All.Select(setting => setting.Name).Order(), _documented.Keys.Order());

    [Fact]
    public void Page_GivesTheDefaultOfEachSetting() => Assert.All(
        SettingCatalogue.All.Where(setting => setting.Default is not null),
        setting => Assert.Equal($"`{setting.Default}`", _documented[setting.Name]));

    [Fact]
    public void Page_GivesNoDefaultWhereThereIsNone() => Assert.All(
        SettingCatalogue.All.Where(setting => setting.Default is null),
        setting => Assert.Matches("^(none|required.*|`AzureWebJobsStorage` and its forms)$", _documented[setting.Name]));

    [GeneratedRegex(@"^\| `(?<name>[A-Za-z_]+)` \| (?<default>[^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
