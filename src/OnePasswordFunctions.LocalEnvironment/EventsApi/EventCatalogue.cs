namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>The API's open enumerations, as its reference lists them.</summary>
internal static class EventCatalogue
{
    public static readonly string[] AuditActions = Split(
        """
        activate addgsso begin beginr cancel cancelr changeks changela changemp changenm changesk chngasso chngdsso chngpsso complete completr
        convert create dealldev delete delgsso delshare deolddev detchild disblduo disblmfa disblsso dlgsess dvrfydmn enblduo enblmfa enblsso
        expire export grant hide join launchi leave musercom muserdec patch propose provsn prsndall purge rdmchild reactive reauth replace
        resendts revoke role sdvcsso sendpkg sendts share ssotknv suspend tdvcsso trename trevoke trvlaway trvlback tverify uisas unhide
        unknown unlink updatduo update updatea updatfw updatmfa upguest uvrfydmn verify view vrfydmn
        """);

    public static readonly string[] AuditObjects = Split(
        """
        account card cred device dlgdsess ec famchild file gm group gva invite item itemhist items miguser mngdacc pm report sa satoken
        slackapp sso ssotkn sub template user uva vault vaultkey
        """);

    public static readonly string[] ItemActions = Split(
        """
        fill reveal secure-copy enter-item-edit-mode export share select-sso-provider server-create server-update server-fetch other
        """);

    /// <summary>What can come of an attempt to sign in: <c>category/type</c>.</summary>
    public static readonly string[] SignInResults = Split(
        """
        success/credentials_ok success/mfa_ok success/federated credentials_failed/password_secret_bad modern_version_failed/modern_version_missing
        modern_version_failed/modern_version_old sso_failed/non_sso_user sso_failed/sso_user_mismatch sso_failed/service_account_sso_denied
        mfa_failed/code_bad mfa_failed/code_disabled mfa_failed/code_timeout mfa_failed/duo_bad mfa_failed/duo_disabled mfa_failed/duo_native_bad
        mfa_failed/duo_timeout mfa_failed/mfa_missing mfa_failed/platform_secret_bad mfa_failed/platform_secret_disabled
        mfa_failed/platform_secret_proxy mfa_failed/totp_bad mfa_failed/totp_disabled mfa_failed/totp_timeout mfa_failed/u2f_bad
        mfa_failed/u2f_disabled mfa_failed/u2f_timeout mfa_failed/u2f_timout firewall_failed/all_blocked firewall_failed/anonymous_blocked
        firewall_failed/continent_blocked firewall_failed/country_blocked firewall_failed/ip_blocked firewall_reported_success/country_blocked
        firewall_reported_success/ip_blocked
        """);

    private static string[] Split(string words) => words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
