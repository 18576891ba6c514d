#include "mail/read/html_text.h"

#include <gtest/gtest.h>

namespace redrive::mail {
namespace {

TEST(HtmlText, ReadsAsAPersonWould) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"plain", "plain"},
      {"<p>one</p><p>two</p>", "one\n\ntwo\n\n"},
      {"<div>one</div>\n<div>two  \n three</div>", "one\ntwo three\n"},
      {"a<br>b<BR/><br />c", "a\nb\n\nc"},
      {"<ul><li>one<li>two</ul>", "one\ntwo\n"},
      {"<table><tr><td>Host</td><td>x</td></tr><tr><td>y</td></tr></table>", "Host x\ny\n"},
      {"<head><title>no</title></head><style>p{}</style><script>if (a<b) {}</script>yes", "yes"},
      {"<header>yes</header>", "yes\n"},
      {"<style>p{} never closed", "p{} never closed"},
      {"a<!-- no -->b<!doctype html>c<![if !mso]>d<?xml x?>e", "abcde"},
      {"a <!-- never closed", "a"},
      {"1 < 2 and 3 > 2 &amp; &lt;b&gt; &quot;&#39;&apos;", "1 < 2 and 3 > 2 & <b> \"''"},
      {"gr&uuml;&szlig; &#8364; &#x20ac;&euro; a&nbsp;b&shy;c", "grüß € €€ a bc"},
      {"&unknown; &amp;lt; &#0; &#xD800; &#99999999999; &", "&unknown; &lt; &#0; &#xD800; &#99999999999; &"},
      {"<a href='x>y' title=\"a>b\">link</a>", "link"},
      {"new<blockquote>old<blockquote>older<br>yet</blockquote></blockquote>after",
       "new\n> old\n> > older\n> > yet\nafter"},
      {"</blockquote>x", "x"},
      {"<pre>a\n  b</pre>", "a\nb\n"},
      {"<b>bo</b>ld", "bold"},
      {"tag at the end <b", "tag at the end"},
  };
  for (const auto& [html, text] : cases) EXPECT_EQ(html_text(html, 10'000), text) << html;
}

TEST(HtmlText, IsBounded) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<blockquote><div><style>";
  EXPECT_LE(html_text(deep + "x", 1000).size(), 1000U);
  EXPECT_EQ(html_text("äää", 5), "ää");
  std::string quoted;
  for (int i = 0; i < 100'000; ++i) quoted += "<blockquote>x";
  EXPECT_LE(html_text(quoted, 1000).size(), 1000U);
}

}  // namespace
}  // namespace redrive::mail
