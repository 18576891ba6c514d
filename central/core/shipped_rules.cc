#include "central/core/shipped_rules.h"

#include <fmt/format.h>

#include "shared/model/failure_type.h"

namespace redrive::central {
namespace {

namespace type = model::failure_type;

struct Shipped {
  std::string_view type, what, pattern;
};

// Written once, used in the patterns below.
constexpr std::pair<std::string_view, std::string_view> kParts[] = {
    // Before the number of an HTTP status, as curl, wget, apt, Python and monitoring programs write it.
    {"<http>",
     "(?:\\bHTTP(?:S?/[0-9.]+)?(?: error| status| code| response)*[ :=]+|\\breturned error: |\\bERROR |"
     "\\b(?:status|response)(?: code)?[ :=]+|awaiting response\\.\\.\\. )"},
    // Not the name of a count that is none: "timed out: 0", "failed=0".
    {"<end>", "(?:$|[^:=]|[:=] *[^0 ])"},
    // What stands between a thing and what is said of it: "device pos-17 is".
    {"<be>", " (?:of )?(?:'?[\\w.:@/-]+'? )?(?:is |was |seems |appears |went |has been |became )?(?:currently |now )?"},
};

// The order matters. What caused the rest of a message comes first: a full disk also breaks the copying, the unpacking
// and the installing, a rejected key also ends the copying. What any program may say in passing comes last.
constexpr Shipped kRules[] = {
    // ---- what agents say of tools, whose own words may be anything
    {type::kToolRefused, "words", "\\btool redrive-redistribute \\S+ was refused"},

    // ---- disk full: whatever else went wrong then, went wrong because of it
    {type::kDiskFull, "space",
     "no space left|\\bENOSPC\\b|no (?:more )?(?:free |disk )+space|out of (?:(?:disk|free|storage) ?)*space|"
     "(?:not|n't have|without) enough (?:free |disk |storage )*(?:space|room on)|insufficient (?:free |disk |"
     "storage )*(?:space|storage)|(?:too|very) little (?:free |disk )*space"},
    {type::kDiskFull, "full",
     "(?:\\b(?:disk|file ?system|partition|volume|drive|storage|tablespace)|(?:^|\\s)/[\\w/.-]*)<be>full(?:$|"
     "[^\\w-])|\\b(?:disk|file ?system|partition|volume) [^\\n,;]*\\bis full\\b|\\bdisk full\\b|"
     "\\bDISK CRITICAL\\b|(?:disk|file ?system|partition|inodes?)[^\\n,;]*\\b100 ?%"},
    {type::kDiskFull, "quota",
     "\\bEDQUOT\\b|\\b(?:disk|block|file|inode|storage|user|group)[\\w ]{0,20} (?:quota|limit) (?:exceeded|"
     "reached)"},
    {type::kDiskFull, "needed",
     "needs [0-9.]+ ?[KMGT]?i?B (?:more space )?on the|[0-9.]+ ?[KMGT]?i?B more space needed|"
     "\\bFile too large\\b|<http>507\\b|507 Insufficient Storage"},

    // ---- damaged: what arrived is not what was sent
    {type::kChecksumMismatch, "rsync", "failed verification -- update"},
    {type::kChecksumMismatch, "sum",
     "(?:check ?sum|hash|hash sum|digest|(?:MD5|SHA-?[0-9]+)(?:sum)?|CRC|size|content) (?:mismatch|error|"
     "failed<end>|failure|verification failed|check failed|comparison failed)|mismatched (?:checksum|hash|"
     "digest)|(?:checksums?|digest|hash|MD5|SHA-?256|size) (?:did not|does not|do not|doesn't|didn't) match|"
     "(?:checksum|digest|hash) is wrong|(?:bad|wrong|invalid|incorrect) (?:checksum|digest|hash|CRC)\\b|"
     "DIGESTS NOT OK|digest: BAD|key ID \\w+: BAD|hdr blob\\([0-9]+\\): BAD|\\bBAD \\(Expected|does(?:n't|"
     " not) match (?:the )?(?:expected )?(?:checksum|digest|hash)|\\(CRC\\) error"},
    {type::kChecksumMismatch, "archive",
     "is not a debian format archive|not an? (?:rpm package|zip ?file|bzip2 file)|not in gzip format|"
     "does not look like a tar archive|archive magic version|unexpected end of (?:file or stream|file|input|"
     "archive)|unexpected EOF in archive|file ends unexpectedly|premature end|crc error|lzma error|"
     "compressed data is corrupt|file format not recognized|zstd: .+: unsupported format|"
     "illegal signature type|cannot find zipfile directory|(?:archive|package|file|image|payload|"
     "download) (?:is |seems |appears |looks )(?:to be )?(?:corrupt|damaged|truncated)|"
     "corrupt(?:ed)? (?:archive|package|file|data|download|payload|image)|cpio: (?:Bad magic|read)"},
    {type::kChecksumMismatch, "signature", "\\bBADSIG\\b|\\bBAD signature\\b|signatures? (?:were|was|is|are) invalid"},

    // ---- not let in: keys, passwords, certificates
    {type::kAuthFailed, "ssh",
     "permission denied \\((?:publickey|password|keyboard-interactive|gssapi|hostbased|none)|"
     "permission denied, please try again|host key verification failed|too many authentication failures|"
     "remote host identification has changed|host key is known for|no supported authentication methods|"
     "unprotected private key file|Load key \"[^\"]*\": "},
    {type::kAuthFailed, "login",
     "auth(?:entication|orization|orisation)? (?:failed<end>|failure|error|required|rejected|denied)|"
     "\\b(?:login|logon) (?:failed<end>|failure|incorrect|denied|rejected)|not authenticated|"
     "\\bunauthori[sz]ed\\b|(?:invalid|wrong|bad|incorrect) (?:user ?name|password|credentials?|passphrase|"
     "api key|token)|@ERROR: (?:auth failed|access denied)|failed password for|account (?:is |was |"
     "has been )?(?:locked|disabled|expired)"},
    {type::kAuthFailed, "sudo",
     "sudo: (?:a|no) (?:password|tty|terminal)|a password is required|not in the sudoers file|"
     "no askpass program|is not allowed to (?:execute|run)|you must have a tty|"
     "interactive authentication required|Failed to [\\w-]+ .+: Access denied"},
    {type::kAuthFailed, "expired",
     "\\b(?:keys?|tokens?|credentials?|certificates?|passwords?|session|CRL)<be>(?:have )?expired\\b|"
     "expired (?:key|token|credentials|certificate|password)|\\bEXPKEYSIG\\b"},
    {type::kAuthFailed, "certificate",
     "certificate of '[^']*' (?:is not|has|does)|certificate (?:verify failed|verification failed|problem|"
     "required|unknown|revoked|rejected|is not yet valid|is not trusted|subject name|common name|"
     "signed by unknown)|self[- ]signed certificate|unable to (?:get|verify)[\\w ]* (?:issuer|leaf|"
     "first) certificate|unable to locally verify|alert (?:unknown ca|bad certificate|access denied)|"
     "cannot verify .+ certificate|no alternative certificate subject name|issued by an unknown|"
     "certificate has (?:been revoked|not been)|host ?name mismatch|no required SSL certificate"},
    {type::kAuthFailed, "signer",
     "\\bNO_PUBKEY\\b|\\bNOKEY\\b|signatures? could(?:n't| not) be verified|signature could not be verified|"
     "(?:package|repository) .+ is not signed|public key (?:for .+ )?is not (?:installed|available)"},
    {type::kAuthFailed, "http",
     "<http>(?:401|403|407|511)\\b|\\b401 +Unauthorized|\\b403 +Forbidden|\\b407 +Proxy Auth"},

    // ---- not allowed, or no such service: before what a program says that then gives up
    {type::kConfiguration, "rights",
     "permission denied|\\bEACCES\\b|operation not permitted|\\bEPERM\\b|requires superuser|"
     "must be (?:run as )?(?:root|superuser)|are you root|read-only file ?system|\\bEROFS\\b|"
     "module is read only|access (?:is |was )?denied|bad permissions"},
    {type::kConfiguration, "systemd",
     "not been booted with systemd|failed to connect to bus|Unit .+ (?:not found|could not be found|"
     "does not exist|is masked|has a bad unit file)|unit .+ does not exist"},

    // ---- nobody there: ssh before anything was sent
    {type::kDeviceUnreachable, "ssh",
     "ssh: connect to host|ssh: could not resolve|could not resolve hostname|kex_exchange_identification|"
     "ssh_exchange_identification|during banner exchange|Connection to [^\\s]+ port [0-9]+ timed out"},
    {type::kDeviceUnreachable, "ping",
     "100(?:\\.0+)?% packet loss|packet loss = 100%|destination (?:host|net|port) (?:un|prohibited)"},

    // ---- no answer from where packages are fetched
    {type::kServerUnreachable, "agent",
     "no sign of life from (?:the )?agent|\\bagent<be>(?:unreachable|silent|lost)\\b"},
    {type::kServerUnreachable, "fetch",
     "curl: \\([67]\\)|couldn't connect to server|Could not resolve (?:host|proxy)?:? ?'?|"
     "could not connect to .+(?:refused|timed out|unreachable|no route)|Connecting to .+failed: |"
     "unable to resolve host address|Temporary failure resolving|Failed to connect to .+ port [0-9]+|"
     "cannot download repomd|cannot prepare internal mirrorlist|all mirrors were (?:already )?tried"},
    {type::kServerUnreachable, "http",
     "<http>(?:500|502|503|521|522|523)\\b|\\b50[023] +(?:Internal Server|Bad Gateway|"
     "Service (?:Temporarily )?Unavail)|\\bbad gateway\\b|\\bservice (?:temporarily )?unavailable\\b"},
    {type::kServerUnreachable, "words",
     "\\b(?:server|central|master|repository|mirror|proxy|gateway)<be>(?:unreachable|not reachable|down|"
     "offline)(?:$|[^\\w=-])"},

    // ---- the link broke while something was on its way
    {type::kPackageMissing, "rsync", "link_stat .+No such file|file has vanished"},
    {type::kTransferInterrupted, "rsync",
     "connection unexpectedly closed|io timeout after [0-9]+ seconds|timeout in data send|"
     "timeout waiting for daemon|rsync error: received SIG|rsync: (?:\\[\\w+\\] )?(?:read|write) error:? |"
     "(?:read|write)(?:fd_unbuffered|v)? error.*(?:connection reset|broken pipe)"},
    {type::kDeviceUnreachable, "no route",
     "no route to host|\\bEHOSTUNREACH\\b|network is (?:unreachable|down)|\\bENETUNREACH\\b|host is (?:down|"
     "unreachable)|\\bEHOSTDOWN\\b|(?:host|net|destination|network) unreachable\\b"},
    {type::kDeviceUnreachable, "ssh lost",
     "Timeout, server [^\\s]+ not responding|client_loop: send disconnect|"
     "Connection to [^\\s]+ closed by remote host|Connection (?:closed|reset) by [^\\s]+ port [0-9]+|"
     "mux_client|ssh_dispatch_run_fatal"},
    {type::kTransferInterrupted, "fetch",
     "curl: \\((?:18|23|52|55|56|92)\\)|bytes remaining to read|empty reply from server|"
     "Connection closed at byte|No data received|Read error at byte|IncompleteRead|chunked encoding|"
     "<http>(?:416|429)\\b|\\b429 +Too Many|download (?:was |has been )?(?:interrupted|aborted|incomplete)|"
     "scp: Connection closed|lost connection|subsystem request failed"},
    {type::kTransferInterrupted, "words",
     "(?:transfer|upload|download|copy|copying|connection|sending|session)<be>(?:unexpectedly |"
     "prematurely )?(?:interrupted|aborted|lost|dropped|broken off|reset|incomplete)(?:$|[^\\w=-])|"
     "connection reset by peer|\\bECONNRESET\\b|\\bbroken pipe\\b|\\bEPIPE\\b|remote end closed connection|"
     "software caused connection abort|connection (?:was )?closed (?:by|before|prematurely|unexpectedly)"},

    // ---- not there: the package, not the place it goes to
    {type::kPackageMissing, "apt",
     "unable to locate package|has no installation candidate|\\bVersion '[^']+' for '[^']+' was not found|"
     "does not have a release file|couldn't find any package"},
    {type::kPackageMissing, "dpkg", "cannot access archive|cannot find archive|dpkg: error: need an action"},
    {type::kPackageMissing, "rpm",
     "error: open of .+ failed|unable to find a match|no match for argument|no package .+ available|"
     "no provider of '|package '[^'\\n]+' not found|can not load RPM file|could not open: .+\\.rpm"},
    {type::kPackageMissing, "archive",
     "tar: .+: (?:Cannot open: No such file|Not found in archive)|(?:gzip|xz|bzip2|zstd|"
     "unzip): +.+No such file|cannot (?:stat|open|access) '?[^\\n']+\\.(?:deb|rpm|tgz|gz|xz|zip|img|bin|pkg|"
     "apk|jar|whl)'?: No such"},
    {type::kPackageMissing, "words",
     "\\b(?:package|artifact|artefact|bundle|release|image)<be>(?:not found|missing|not available|absent|gone|"
     "does not exist)|no such package|missing package|no matching distribution found|"
     "package file .+ (?:not found|missing)"},
    {type::kPackageMissing, "http", "<http>(?:404|410)\\b|\\b404 +(?:File )?Not Found|\\b410 +Gone\\b"},

    // ---- too late
    {type::kDeviceUnreachable, "connect",
     "(?:connect|connecting|connection attempt|dial tcp)\\b.*(?:timed out|i/o timeout|refused)|"
     "connection refused|\\bECONNREFUSED\\b|name or service not known|temporary failure in name resolution|"
     "nodename nor servname|no such host\\b|\\bNXDOMAIN\\b|\\bSERVFAIL\\b|no servers could be reached|"
     "name resolution (?:failed|failure|error)|unknown host\\b|getaddrinfo"},
    {type::kTimeout, "words",
     "(?:^|[^0-9\\s]\\s+|[^\\w\\s]\\s*|\\n)timed[ -]out<end>|\\bETIMEDOUT\\b|deadline exceeded|"
     "time-?out (?:was |has been |is )?(?:reached|exceeded|expired|hit|elapsed)|time limit (?:was )?exceeded|"
     "(?:exceeded|after|reached|hit) (?:the |a |its )?(?:[\\w']+ )?time-?out(?:$|[^\\w=:])|(?:socket|read|"
     "write|i/o|io|request|response|operation|gateway|lock wait|handshake|ssl|job) time-?out(?:$|[.,;)\\n]|"
     " (?:after|while|waiting|error|on|for|in)\\b)|not done within|did not (?:finish|complete|end) (?:in time|"
     "within)|took too long|operation too slow|no (?:response|answer|reply) within|(?:result|because) (?:'timeout'|a "
     "timeout)"},
    {type::kTimeout, "http", "<http>(?:408|504|524)\\b|\\b408 +Request Time|\\b504 +Gateway Time"},

    // ---- installing
    {type::kInstallFailed, "dpkg",
     "dpkg: (?:error processing|dependency problems|unrecoverable)|dependency problems|(?:post|"
     "pre)-(?:installation|removal) script|dpkg (?:frontend lock|status database is locked)|dpkg/lock|"
     "dpkg was interrupted|trying to overwrite '|package architecture \\([^)]*\\) does not match|"
     "errors were encountered while processing|dpkg returned an error code|unmet dependencies|"
     "held broken packages|Depends: .+ but |package is in a very bad inconsistent state|dpkg-deb: error"},
    {type::kInstallFailed, "rpm",
     "failed dependencies|is needed by |scriptlet failed|cannot be installed\\b|"
     "conflicts with file from package|file conflicts|nothing provides |conflicting requests|"
     "error: unpacking of archive failed|transaction (?:check|test) (?:error|failed)|"
     "is intended for a different (?:architecture|operating system)|is already installed\\b|"
     "can't create transaction lock|cannot install (?:the best|both)|db(?:3|5) error"},
    {type::kInstallFailed, "systemd",
     "Failed to (?:start|restart|reload) |Job for .+ failed|Dependency failed for |"
     "dependency job for .+ failed|Failed with result '|Main process exited, code=(?:exited, status=[1-9]|"
     "killed|dumped)|start request repeated too quickly|Start-limit|Active: failed|entered failed state|"
     "control process exited"},
    {type::kInstallFailed, "words",
     "\\b(?:install|installation|installer|upgrade|deployment|unpacking|rollout|"
     "setup)<be>(?:has )?(?:failed<end>|aborted|unsuccessful)|(?:failed|unable|could not|cannot|can't|"
     "error) (?:to )?(?:install|upgrade|unpack|deploy)(?:ing)?\\b"},

    // ---- not understood
    {type::kConfiguration, "option",
     "(?:unknown|unrecogni[sz]ed|invalid|illegal|bad) (?:configuration )?(?:option|argument|module|parameter|"
     "setting|directive|key)|syntax (?:or usage )?error|parse error|error parsing|parsing file '|"
     "protocol (?:version mismatch|incompatibility|\"[^\"]*\" not supported)|unable to negotiate|"
     "wrong version number|unsupported protocol|no shared cipher|chdir failed"},

    // ---- installed, but not right
    {type::kVerifyFailed, "words",
     "\\b(?:verify|verification|validation|self-?test|health ?check|post-?check|sanity check|smoke test|"
     "acceptance test|version check)<be>(?:has )?failed<end>|(?:failed|unable|could not|"
     "cannot) (?:to )?(?:verify|validate)|unexpected version|wrong version|version mismatch|"
     "(?:expected version|version) .+,? (?:but )?(?:found|got) |unhealthy\\b"},
    {type::kVerifyFailed, "query",
     "\\bpackage [^\\s]+ is not installed|package '[^']+' is not installed|no packages found matching|"
     " differ: (?:byte|char) |Files .+ differ\\b|^missing {5}|debsums: (?:changed|missing)|HEALTHCHECK|"
     "FAILED open or read"},

    // ---- asked for something that cannot be here: programs, paths, settings
    {type::kConfiguration, "program",
     "command not found|: not found(?:$|\\n)|exec format error|cannot execute|bad interpreter|"
     "Failed at step EXEC|error while loading shared libraries|unrecognized service|unknown initscript"},
    {type::kConfiguration, "file",
     "errors selecting input/output files|no such file or directory|\\bENOENT\\b|not a directory|"
     "is a directory|error (?:setting certificate|loading) file|could not load (?:client )?cert|"
     "special device .+ does not exist|can't cd to|unknown filesystem type|wrong fs type|"
     "too many levels of symbolic"},
    {type::kConfiguration, "http",
     "<http>(?:400|405|406|411|413|414|415|422|426|431|501|505)\\b|\\b400 +Bad Request|\\b405 +Method Not|"
     "\\b413 +(?:Request|Payload|Content)"},
    {type::kConfiguration, "words",
     "(?:configuration|config|settings?)(?: file)?<be>(?:invalid|missing|wrong|broken|incomplete|not found)|"
     "(?:invalid|broken|missing|bad|wrong) (?:configuration|config)\\b|configuration error|misconfigur"},

    // ---- what is left of rsync's ends, and of words that many programs say
    {type::kTransferInterrupted, "rsync end", "rsync error: "},
    {type::kDeviceUnreachable, "input/output", "input/output error|\\bI/O error\\b|medium error"},
    {type::kNoReport, "words",
     "\\bno report(?:s)? (?:from|came|received|was|within|for)\\b|did not report (?:back|within|in time)"},
    {type::kDeviceUnreachable, "words",
     "\\b(?:host|device|node|peer|terminal|machine|target|client|till|kiosk|[\\w-]+-[0-9]+)<be>(?:unreachable|"
     "not reachable|not responding|offline|down|(?:does|did) not (?:respond|answer))(?:$|[^\\w=:-]|: [^0])|"
     "(?:cannot|can't|could not|unable to|failed to) (?:be )?(?:reach|reached|connect to|contact)\\b|"
     "no (?:response|answer|reply) from"},
};

std::string expanded(std::string_view pattern) {
  std::string out(pattern);
  for (const auto& [name, part] : kParts) {
    for (auto at = out.find(name); at != std::string::npos; at = out.find(name, at + part.size()))
      out.replace(at, name.size(), part);
  }
  return out;
}

}  // namespace

const std::vector<config::ClassifyRule>& shipped_rules() {
  static const std::vector<config::ClassifyRule> kAll = [] {
    std::vector<config::ClassifyRule> rules;
    for (const auto& rule : kRules) {
      rules.push_back(
          {expanded(rule.pattern), std::string(rule.type), fmt::format("shipped rule {}/{}", rule.type, rule.what)});
    }
    return rules;
  }();
  return kAll;
}

}  // namespace redrive::central
