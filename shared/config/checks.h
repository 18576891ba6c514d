// What a text must look like to be an address, a name, a key. Each is the test only; the words that describe it to a
// person stand beside it in the item tables.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace redrive::config {

// In double quotes, control characters as \xNN, cut after 60 bytes: safe to print whatever it holds.
std::string in_quotes(std::string_view text);

bool is_name(std::string_view text);          // base::check_name
bool is_name_or_glob(std::string_view text);  // the same with * and ?
bool is_label(std::string_view text);         // 1 to 256 bytes without control characters
bool is_short_label(std::string_view text);   // the same with at most 128 bytes
bool is_argument(std::string_view text);      // of a program: at most model::kMaxArgument bytes, no NUL
bool is_remote_path(std::string_view text);   // absolute, plain characters, no ".." part
bool is_type_name(std::string_view text);     // failure type: lower-case letters, digits and _, at most 64 bytes
bool is_pattern(std::string_view text);       // 1 to 4096 bytes; whether it compiles is the classifier's to say
bool is_hours(std::string_view text);         // model::parse_hours
bool is_rule(std::string_view text);  // recurrence: 1 to 1024 bytes in one line; the calendar reader knows the rest
bool is_mail_address(std::string_view text);   // local@domain, ASCII, one @; never a list or a header injection
bool is_window(std::string_view text);         // "22:00-05:00", the two differ
bool is_z85_key(std::string_view text);        // 40 characters of Z85 (ZeroMQ RFC 32)
bool is_verifying_key(std::string_view text);  // base::check_verifying_key
bool is_utf8(std::string_view text);           // RFC 3629, without NUL

// The lines, from 1, that are not UTF-8 without NUL.
std::vector<unsigned> lines_not_utf8(std::string_view text);

bool is_remote_host(std::string_view text);      // host name or address; not beginning with '-'
bool is_ip_address(std::string_view text);       // "127.0.0.1", "::1"
bool is_listen_address(std::string_view text);   // "127.0.0.1:8461", "[::1]:8461"; port 0 = any free one
bool is_listen_endpoint(std::string_view text);  // "tcp://*:7461"; port 0 or * = any free one
bool is_remote_endpoint(std::string_view text);  // "tcp://noc-1:7461"
bool is_smtp_url(std::string_view text);         // smtp://, smtps:// or smtp+starttls://, host, port may be left out
bool is_pop3_url(std::string_view text);         // pop3:// or pop3s://, user@host; no password in it
bool is_syslog_address(std::string_view text);   // "udp://127.0.0.1:5514", "tcp://…"; port 0 = any free one
bool is_ping_url(std::string_view text);         // http:// or https://, host, path; no user, no fragment
bool is_store_url(std::string_view text);        // "sqlite:PATH" or "postgresql://…"

}  // namespace redrive::config
