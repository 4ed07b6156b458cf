-- How many people have a word of this sound in their name.
SELECT sound, count(*) AS people FROM made_name_word GROUP BY sound
