// A version of the redistribution tool that is kept at central and fetched by the agent that is to run it (R8): its
// manifest, signed by a key that agents have pinned. The manifest is text, and travels as it was signed:
//
//     redrive-redistribute 1
//     version 1.4.0
//     platform linux-x86_64
//     schema 1
//     size 2408448
//     digest blake2b:…
//     signature 128 hex digits, over all lines before this one
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "shared/base/result.h"
#include "shared/base/signature.h"

namespace redrive::model {

// What a tool is asked and answers, as agent/tool documents it. An agent runs only tools of the schema it speaks.
inline constexpr std::uint32_t kToolSchema = 1;
inline constexpr std::size_t kMaxToolManifest = 1024;               // bytes
inline constexpr std::uint64_t kMaxToolSize = 64ULL * 1024 * 1024;  // bytes of the program

struct ToolManifest {
  std::string version;   // a checked name: "1.4.0"
  std::string platform;  // this_platform() of the agents that can run it
  std::uint32_t schema = kToolSchema;
  std::uint64_t size = 0;  // of the program, 1 to kMaxToolSize
  std::string digest;      // of the program
  std::string signature;

  bool operator==(const ToolManifest&) const = default;
};

std::string_view this_platform();  // "linux-x86_64": of the program that asks

std::string signed_text(const ToolManifest& manifest);    // the lines before the signature
std::string manifest_text(const ToolManifest& manifest);  // all lines

// kInvalid names the line and what was expected. Only what manifest_text() writes is read, so that one manifest has one
// text. The signature is not checked here: base::check_signature(signed_text(m), m.signature, pinned key).
base::Result<ToolManifest> parse_tool_manifest(std::string_view text);

// The version a manifest is of, for people: "1.4.0"; empty for none, "(not readable)" for what is no manifest.
std::string tool_version(std::string_view manifest);

// Signs it: sets the signature.
void sign(ToolManifest& manifest, const base::SigningKey& key);

}  // namespace redrive::model
